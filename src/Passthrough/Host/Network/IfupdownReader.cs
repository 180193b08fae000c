using System.Buffers;
using System.Collections.Immutable;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Network;

/// <summary>Reads ifupdown's files, and what it and its hooks make of one interface.</summary>
internal static class IfupdownReader
{
    private static readonly ImmutableArray<string> HookFolders = ["if-pre-up.d", "if-up.d", "if-down.d", "if-post-down.d"];

    /// <summary>What wordexp(3) expands or takes away, other than the star.</summary>
    private static readonly SearchValues<char> Expanded = SearchValues.Create("?[]{}()$`~\"'\\");

    /// <summary>All files that ifupdown reads, each once.</summary>
    /// <param name="reader">The machine.</param>
    /// <returns>The files in the order in which they count, and what is sourced in words that a shell would have to expand.</returns>
    public static (ImmutableArray<TextFile> Files, ImmutableArray<string> UnknownSources) ReadFiles(MachineReader reader)
    {
        var files = ImmutableArray.CreateBuilder<TextFile>();
        var unknown = ImmutableArray.CreateBuilder<string>();
        var open = new Stack<string>([reader.Roots.Etc("network/interfaces")]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (open.TryPop(out var path))
        {
            if (!seen.Add(path) || reader.ReadFile(path) is not { } file)
            {
                continue;
            }

            files.Add(file);
            foreach (var line in IfupdownFile.Lines(file.Text).Reverse().Where(line => line.IsSource))
            {
                foreach (var source in line.Words.Skip(1).Reverse())
                {
                    if (Sourced(reader, path, source, line.Words[0] is "source-directory") is { } paths)
                    {
                        Array.ForEach([.. paths.Reverse()], open.Push);
                    }
                    else
                    {
                        unknown.Add(source);
                    }
                }
            }
        }

        return (files.ToImmutable(), unknown.ToImmutable());
    }

    /// <summary>What a bridge over one interface rests on; null when ifupdown has no files.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="name">The interface.</param>
    public static IfupdownFacts? Read(MachineReader reader, string name)
    {
        var roots = reader.Roots;
        var (files, unknown) = ReadFiles(reader);
        return files.IsEmpty
            ? null
            : new IfupdownFacts(
                Kind(reader),
                files,
                unknown,
                IfupdownFile.HasBroughtUp(reader.ReadText(roots.Run("network/ifstate")), name),
                reader.ReadText(roots.Etc("network/if-pre-up.d/bridge")) is not null,
                [
                    .. HookFolders.Select(folder => roots.Etc($"network/{folder}"))
                        .SelectMany(folder => (reader.List(folder) ?? []).Select(hook => $"{folder}/{hook}"))
                        .Where(hook => reader.ReadText(hook) is { } text && InterfaceName.IsIn(text, name))
                        .Select(roots.NameOf),
                ],
                reader.ReadFile(roots.Etc("dhcp/dhclient.conf")),
                reader.ReadText(roots.Var($"lib/dhcp/dhclient.{name}.leases")));
    }

    private static IfupdownKind Kind(MachineReader reader)
    {
        var roots = reader.Roots;
        return reader.Exists(roots.Usr("share/ifupdown2")) ? IfupdownKind.Second
            : reader.Exists(roots.Etc("network/ifupdown-ng.conf")) || reader.Exists(roots.Usr("libexec/ifupdown-ng")) ? IfupdownKind.NextGeneration
            : IfupdownKind.Classic;
    }

    // A source is a file, a folder, or files by a pattern whose star is in the last part; without a slash at its beginning it is beside the file that names it. What else wordexp(3) expands is not guessed.
    private static IEnumerable<string>? Sourced(MachineReader reader, string file, string source, bool isFolder)
    {
        var path = source.StartsWith('/') ? reader.Roots.Locate(source) : $"{file[..file.LastIndexOf('/')]}/{source}";
        path = path.Length > 1 ? path.TrimEnd('/') : path;
        var slash = path.LastIndexOf('/');
        var star = path.IndexOf('*', StringComparison.Ordinal);
        if (source.AsSpan().IndexOfAny(Expanded) >= 0 || (star >= 0 && (star < slash || path.LastIndexOf('*') > star || isFolder)))
        {
            return null;
        }

        return star < 0
            ? reader.List(path) is { } names ? names.Where(name => !isFolder || name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_')).Select(name => $"{path}/{name}") : [path]
            : (reader.List(path[..slash]) ?? [])
                .Where(name => !name.StartsWith('.') && name.Length >= path.Length - slash - 2 && name.StartsWith(path[(slash + 1)..star], StringComparison.Ordinal) && name.EndsWith(path[(star + 1)..], StringComparison.Ordinal))
                .Select(name => $"{path[..slash]}/{name}");
    }
}
