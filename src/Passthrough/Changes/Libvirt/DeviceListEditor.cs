using System.Collections.Immutable;
using System.Text;
using Passthrough.Host;
using Passthrough.Host.Virtualization;
using Passthrough.Planning;

namespace Passthrough.Changes.Libvirt;

/// <summary>
/// Edits the list of nodes that libvirt's guests may open, <c>cgroup_device_acl</c> of <c>/etc/libvirt/qemu.conf</c>, and nothing else of the file. Where the list is not set it is added at the end, with what the file's own comment
/// says libvirt would allow without it: the list replaces that one.
/// </summary>
public static class DeviceListEditor
{
    private const string Key = "cgroup_device_acl";

    /// <summary>What every guest of libvirt's needs. Some versions' comment leaves out <c>/dev/kvm</c>; a node that is absent is passed over (libvirt's <c>qemu_cgroup.c</c>).</summary>
    private static readonly ImmutableArray<string> Needed = ["/dev/null", "/dev/full", "/dev/zero", "/dev/random", "/dev/urandom", "/dev/ptmx", "/dev/kvm", "/dev/userfaultfd"];

    /// <summary>The file's text with these nodes allowed.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="nodes">The nodes; those that are in the list already stay as they are.</param>
    /// <returns>Null when the list is set more than once, or in a form that is not understood.</returns>
    public static string? Allow(string text, ImmutableArray<string> nodes)
    {
        ImmutableArray<int> starts = [.. Lines(text).Where(start => IsKey(text, start, Key))];
        var edited = starts switch
        {
            [] => Append(text, nodes),
            [var start] => Insert(text, start, nodes),
            _ => null,
        };
        return edited is not null && nodes.All(node => QemuConfiguration.Parse(edited).CgroupDevices?.Contains(node, StringComparer.Ordinal) is true) ? edited : null;
    }

    private static string Append(string text, ImmutableArray<string> nodes)
    {
        ImmutableArray<string> list = [.. CommentedList(text).Concat(Needed).Concat(nodes).Distinct(StringComparer.Ordinal)];
        var added = new StringBuilder(text);
        if (text.Length > 0 && !text.EndsWith('\n'))
        {
            added.Append('\n');
        }

        added.Append('\n').Append(OwnFile.Heading).Append('\n').Append(Key).Append(" = [\n");
        added.AppendJoin(",\n", list.Select(node => $"    \"{node}\""));
        return added.Append("\n]\n").ToString();
    }

    /// <summary>The nodes that the file shows as a list in a comment.</summary>
    private static ImmutableArray<string> CommentedList(string text)
    {
        var start = Lines(text).Where(start => IsKey(text, start, "#" + Key)).Select(start => (int?)start).LastOrDefault();
        return start is null
            ? []
            : QemuConfiguration.Parse(string.Concat(text[start.Value..].Split('\n').TakeWhile(line => line.StartsWith('#')).Select(line => line[1..] + "\n"))).CgroupDevices?.Where(IsNode).ToImmutableArray() ?? [];
    }

    private static bool IsNode(string word) =>
        word.StartsWith(HostRoots.Live.Dev() + "/", StringComparison.Ordinal) && word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '-' or '_' or '.' or ':');

    private static string? Insert(string text, int start, ImmutableArray<string> nodes)
    {
        if (End(text, text.IndexOf('=', start) + 1) is not { } end)
        {
            return null;
        }

        var present = QemuConfiguration.Parse(text[start..end.Bracket] + "]").CgroupDevices ?? [];
        ImmutableArray<string> missing = [.. nodes.Except(present, StringComparer.Ordinal)];
        var words = string.Join(", ", missing.Select(node => $"\"{node}\""));
        return missing.IsEmpty ? text : text.Insert(end.LastItem, end.NeedsComma ? $", {words}" : $" {words}");
    }

    /// <summary>Where a list ends: its bracket, what its last item or sign ends at, and whether a comma belongs before another item. Null when it is no list.</summary>
    private static (int Bracket, int LastItem, bool NeedsComma)? End(string text, int at)
    {
        var last = -1;
        for (; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '[' when last < 0:
                    last = at;
                    break;
                case ']' when last >= 0:
                    return (at, last + 1, text[last] is not ('[' or ','));
                case ',' when last >= 0:
                    last = at;
                    break;
                case '#' when last >= 0:
                    at = LineEnd(text, at);
                    break;
                case '"' or '\'' when last >= 0:
                    at = text.IndexOf(text[at], at + 1);
                    if (at < 0)
                    {
                        return null;
                    }

                    last = at;
                    break;
                case ' ' or '\t' or '\r':
                case '\n' when last >= 0:
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    private static int LineEnd(string text, int at) => text.IndexOf('\n', at) is >= 0 and var end ? end : text.Length;

    private static IEnumerable<int> Lines(string text)
    {
        for (var start = 0; start < text.Length; start = LineEnd(text, start) + 1)
        {
            yield return start;
        }
    }

    private static bool IsKey(string text, int start, string key)
    {
        var line = text.AsSpan(start, LineEnd(text, start) - start);
        var equals = line.IndexOf('=');
        return equals > 0 && line[..equals].Trim().SequenceEqual(key);
    }
}
