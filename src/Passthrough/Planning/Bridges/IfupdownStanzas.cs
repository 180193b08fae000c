using System.Text;
using Passthrough.Host.Network;

namespace Passthrough.Planning.Bridges;

/// <summary>Edits one of ifupdown's files so that what it says of an interface it says of a bridge, whose port the interface is. Every other byte stays. Pure.</summary>
internal static class IfupdownStanzas
{
    /// <summary>How long the bridge waits at a start for a card that is found late, such as one on USB, in seconds.</summary>
    private const int WaitForPort = 20;

    /// <summary>The text with the bridge; the same text when it says nothing of the interface that a bridge could take over.</summary>
    /// <param name="text">The file.</param>
    /// <param name="nic">The interface.</param>
    /// <param name="bridge">The bridge's name.</param>
    /// <param name="hardwareAddress">The address that the bridge shall have.</param>
    public static string Bridge(string text, string nic, string bridge, string hardwareAddress)
    {
        var edited = new StringBuilder();
        var copied = 0;
        foreach (var line in IfupdownFile.Lines(text).Where(line => line.Configures(nic) && line.Words is not [_, _, _, "manual", ..]))
        {
            var isFirst = copied == 0 && edited.Length == 0;
            edited.Append(text, copied, line.Start - copied);
            if (isFirst)
            {
                edited.Append($"# {nic} is the port of {bridge}: by passthrough; 'passthrough network bridge --undo' takes it back.\niface {nic} inet manual\n\nauto {bridge}\n");
            }

            var heading = text.Substring(line.Start, line.Length);
            var name = heading.IndexOf(nic, heading.IndexOf("iface", StringComparison.Ordinal) + "iface".Length, StringComparison.Ordinal);
            edited.Append(heading, 0, name).Append(bridge).Append(heading, name + nic.Length, heading.Length - name - nic.Length);
            if (isFirst)
            {
                edited.Append(heading.EndsWith('\n') ? "" : "\n")
                    .Append($"\tbridge_ports {nic}\n\tbridge_waitport {WaitForPort}\n\tbridge_hw {hardwareAddress}\n\tbridge_stp off\n\tbridge_fd 0\n");
            }

            copied = line.Start + line.Length;
        }

        return edited.Append(text, copied, text.Length - copied).ToString();
    }
}
