using System.Collections.Immutable;
using System.Text;

namespace Passthrough.Host.Virtualization;

/// <summary>What <c>/etc/libvirt/qemu.conf</c> sets of what matters to passed devices; null is libvirt's own default.</summary>
/// <param name="User"><c>user</c>: who QEMU runs as.</param>
/// <param name="Group"><c>group</c>.</param>
/// <param name="SecurityDrivers"><c>security_driver</c>, one or several.</param>
/// <param name="CgroupDevices"><c>cgroup_device_acl</c>: the nodes QEMU may open beside those of its devices. Set, it replaces libvirt's own list.</param>
/// <param name="Namespaces"><c>namespaces</c>: empty when the private <c>/dev</c> of each guest is switched off.</param>
/// <param name="ClearsCapabilities"><c>clear_emulator_capabilities</c>.</param>
public sealed record QemuConfiguration(
    string? User,
    string? Group,
    ImmutableArray<string>? SecurityDrivers,
    ImmutableArray<string>? CgroupDevices,
    ImmutableArray<string>? Namespaces,
    bool? ClearsCapabilities)
{
    /// <summary>Reads the file: <c>KEY = VALUE</c>, where a value is a number, a quoted text or a list in brackets over several lines. What has another form is left out.</summary>
    /// <param name="text">The file.</param>
    public static QemuConfiguration Parse(string text)
    {
        var values = Assignments(text);
        return new QemuConfiguration(
            First(values, "user"),
            First(values, "group"),
            All(values, "security_driver"),
            All(values, "cgroup_device_acl"),
            All(values, "namespaces"),
            First(values, "clear_emulator_capabilities") switch { "1" => true, "0" => false, _ => null });
    }

    private static string? First(Dictionary<string, ImmutableArray<string>> values, string key) =>
        values.TryGetValue(key, out var found) && found is [var value, ..] ? value : null;

    private static ImmutableArray<string>? All(Dictionary<string, ImmutableArray<string>> values, string key) =>
        values.TryGetValue(key, out var found) ? found : null;

    private static Dictionary<string, ImmutableArray<string>> Assignments(string text)
    {
        var values = new Dictionary<string, ImmutableArray<string>>(StringComparer.Ordinal);
        var at = 0;
        while (at < text.Length)
        {
            var end = text.IndexOf('\n', at) is >= 0 and var found ? found : text.Length;
            var line = text.AsSpan(at, end - at);
            var equals = line.IndexOf('=');
            if (equals > 0 && line.Trim() is not ['#', ..])
            {
                var key = line[..equals].Trim().ToString();
                at += equals + 1;
                values[key] = Value(text, ref at);
                end = text.IndexOf('\n', Math.Min(at, text.Length)) is >= 0 and var next ? next : text.Length;
            }

            at = end + 1;
        }

        return values;
    }

    private static ImmutableArray<string> Value(string text, ref int at)
    {
        var items = ImmutableArray.CreateBuilder<string>();
        var isList = false;
        while (at < text.Length)
        {
            var character = text[at];
            if (character is '[')
            {
                isList = true;
                at++;
            }
            else if (character is ']' || (character is '\n' && !isList))
            {
                break;
            }
            else if (character is '#')
            {
                at = text.IndexOf('\n', at) is >= 0 and var end ? end : text.Length;
            }
            else if (character is '"' or '\'')
            {
                items.Add(Quoted(text, ref at, character));
            }
            else if (char.IsWhiteSpace(character) || character is ',')
            {
                at++;
            }
            else
            {
                items.Add(Bare(text, ref at));
            }
        }

        return items.ToImmutable();
    }

    private static string Quoted(string text, ref int at, char quote)
    {
        var plain = new StringBuilder();
        for (at++; at < text.Length && text[at] != quote && text[at] != '\n'; at++)
        {
            // Only a double quote inside double quotes is escaped.
            if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] == quote)
            {
                at++;
            }

            plain.Append(text[at]);
        }

        if (at < text.Length && text[at] == quote)
        {
            at++;
        }

        return plain.ToString();
    }

    private static string Bare(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] is not (',' or ']' or '#'))
        {
            at++;
        }

        return text[start..at];
    }
}
