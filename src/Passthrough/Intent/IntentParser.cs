using System.Collections.Immutable;
using Passthrough.Failures;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Passthrough.Intent;

/// <summary>
/// Understands the intent. Top-level keys that it does not know are left to others; within a guest every key must be known, so that a slip of the pen is told and
/// not passed over.
/// </summary>
public static class IntentParser
{
    /// <summary>The version of the format.</summary>
    public const string SchemaVersion = "1";

    private const int DeepestNesting = 32;

    /// <summary>Reads a file's text.</summary>
    /// <param name="path">The machine's own path, for messages.</param>
    /// <param name="text">The text; null when there is no file.</param>
    /// <exception cref="InvalidInputException">It is no such file; the message names file, line and key.</exception>
    public static IntentFile Parse(string path, string? text)
    {
        if (text is null || LoadRoot(path, text) is not { } root)
        {
            return new IntentFile(path, text, []);
        }

        var map = new IntentNode(new IntentSource(path, text.Split('\n')), root, "").Map();
        if (map["schemaVersion"] is { } version && version.Text() is not SchemaVersion)
        {
            throw version.Bad($"is not {SchemaVersion}: this file was written for another version of passthrough");
        }

        var entries = map["guests"] is { } guests ? guests.Items().Select(EntryOf).ToImmutableArray() : [];
        var profiles = map["usb-profiles"] is { } list ? UsbProfileParser.Parse(list) : [];
        return WithoutDoubles(new IntentFile(path, text, [.. entries.Select(entry => entry with { Guest = entry.Guest with { IsInUsbProfile = IntentFile.IsNamed(profiles, entry.Guest.Name) } })]) { UsbProfiles = profiles });
    }

    private static GuestEntry EntryOf(IntentNode node)
    {
        // Keys are named as seen from the guest.
        var own = new IntentNode(node.Source, node.Node, "");
        var guest = GuestParser.Parse(node.Node is YamlMappingNode ? own : node);
        return new GuestEntry(guest, node.Line - 1, LastLineOf(node), IndentOf(node)) { Lines = LinesOf(node.Node, "").ToImmutableDictionary(StringComparer.Ordinal) };
    }

    private static IEnumerable<KeyValuePair<string, int>> LinesOf(YamlNode node, string key)
    {
        yield return new(key, (int)node.Start.Line);
        var children = node switch
        {
            YamlMappingNode map => map.Children.Select(pair => (Key: IntentMap.Join(key, pair.Key.ToString()), pair.Value)),
            YamlSequenceNode list => list.Children.Select((item, index) => (Key: $"{key}[{index}]", Value: item)),
            _ => [],
        };
        foreach (var line in children.SelectMany(child => LinesOf(child.Value, child.Key)))
        {
            yield return line;
        }
    }

    private static IntentFile WithoutDoubles(IntentFile file)
    {
        var twice = file.Entries.GroupBy(entry => entry.Guest.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any())
            ?? file.Entries.Where(entry => entry.Guest.Uuid is not null).GroupBy(entry => entry.Guest.Uuid.ToString()!, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any());
        return twice is null
            ? file
            : throw new InvalidInputException($"{file.Path}:{twice.Last().FirstLine + 1}: '{twice.Key}' is there twice", file.Path, "rename or remove one of the guests");
    }

    private static YamlNode? LoadRoot(string path, string text)
    {
        try
        {
            RefuseWhatIsNotPlain(path, text);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count switch
            {
                0 => null,
                1 when IntentNode.IsNothing(stream.Documents[0].RootNode) => null,
                1 => stream.Documents[0].RootNode,
                _ => throw new InvalidInputException($"'{path}' holds more than one YAML document", path),
            };
        }
        catch (YamlException exception)
        {
            throw new InvalidInputException($"{path}:{exception.Start.Line}: {exception.Message}", path, null, null, exception);
        }
        catch (Exception exception) when (exception is not PassthroughException)
        {
            // The scanner has checks of its own that rubbish sets off as exceptions of other types.
            throw new InvalidInputException($"'{path}' is no YAML: {exception.Message}", path, null, null, exception);
        }
    }

    /// <summary>Nesting without end would exhaust the stack of the loader, and an alias makes one line mean several places, which an edit by lines cannot keep.</summary>
    private static void RefuseWhatIsNotPlain(string path, string text)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            var found = parser.Current!;
            depth += found.NestingIncrease;
            if (found is AnchorAlias || depth > DeepestNesting)
            {
                throw new InvalidInputException($"{path}:{found.Start.Line}: {(found is AnchorAlias ? "an alias (*name) is" : "nesting this deep is")} not understood here", path);
            }
        }
    }

    private static int? IndentOf(IntentNode guest)
    {
        var line = guest.Source.Lines[guest.Line - 1];
        var dash = line.AsSpan().IndexOfAnyExcept(' ');
        return guest.Node is YamlMappingNode { Style: not MappingStyle.Flow } && dash >= 0 && line[dash] == '-'
            && line.AsSpan(dash + 1, (int)guest.Node.Start.Column - 2 - dash).IndexOfAnyExcept(' ') < 0
            ? dash
            : null;
    }

    private static int LastLineOf(IntentNode guest)
    {
        var lines = guest.Source.Lines;
        var last = (int)guest.Node.AllNodes.OfType<YamlScalarNode>().Max(scalar => scalar.End.Line) - 1;
        last = Math.Min(last, lines.Length - 1);
        // A scalar of several lines may end at the beginning of the line after it.
        while (last > guest.Line - 1 && lines[last].Trim() is "" or ['#', ..])
        {
            last--;
        }

        return last;
    }
}
