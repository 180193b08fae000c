using System.Threading.Channels;

namespace Passthrough.Sessions.Input;

/// <summary>Reads an evdev node on a thread of its own: read(2) of a node blocks until a key is pressed. Given up, the thread goes with the program.</summary>
internal static class EventReading
{
    // Many times what one press gives.
    private const int EventsPerRead = 64;

    /// <summary>Begins to read.</summary>
    /// <param name="file">The node, open.</param>
    /// <param name="node">What the events are told with.</param>
    /// <param name="events">Gets each event, and null once nothing comes any more.</param>
    public static void Start(FileStream file, string node, ChannelWriter<(string Node, InputEvent? Event)> events) =>
        new Thread(() => Read(file, node, events)) { IsBackground = true, Name = $"events of {node}" }.Start();

    private static void Read(FileStream file, string node, ChannelWriter<(string Node, InputEvent? Event)> events)
    {
        var buffer = new byte[InputEvent.Size * EventsPerRead];
        try
        {
            while (file.Read(buffer) is > 0 and var count)
            {
                foreach (var happened in InputEvent.Parse(buffer.AsMemory(0, count)))
                {
                    events.TryWrite((node, happened));
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // Unplugged, or nobody wants to know any more; either way nothing comes.
        }

        events.TryWrite((node, null));
    }
}
