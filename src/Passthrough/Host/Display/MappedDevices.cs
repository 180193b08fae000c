using System.Collections.Immutable;
using System.Text;

namespace Passthrough.Host.Display;

/// <summary>Finds device nodes in <c>/proc/PID/maps</c> (see proc_pid_maps(5)): a mapping holds a device also after its file is closed.</summary>
public static class MappedDevices
{
    private const byte NewLine = (byte)'\n';

    /// <summary>The wanted nodes that are mapped, each once, in ordinal order.</summary>
    /// <param name="maps">The file; it can be megabytes, so that nothing is copied but what is wanted.</param>
    /// <param name="devices">The machine's own path of its device folder with a slash (<c>/dev/</c>).</param>
    /// <param name="wanted">The machine's own paths of device nodes.</param>
    public static ImmutableArray<string> Find(ReadOnlySpan<byte> maps, string devices, ImmutableHashSet<string> wanted)
    {
        Span<byte> start = stackalloc byte[Encoding.UTF8.GetMaxByteCount(devices.Length)];
        start = start[..Encoding.UTF8.GetBytes(devices, start)];
        var found = new SortedSet<string>(StringComparer.Ordinal);
        while (maps.IndexOf(start) is >= 0 and var at)
        {
            maps = maps[at..];
            var end = maps.IndexOf(NewLine);
            var name = Encoding.UTF8.GetString(end < 0 ? maps : maps[..end]);
            if (wanted.Contains(name))
            {
                found.Add(name);
            }

            maps = end < 0 ? default : maps[end..];
        }

        return [.. found];
    }
}
