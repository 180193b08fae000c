using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Host.Pci;
using Passthrough.Planning;
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

    private static readonly ImmutableArray<string> GuestKeys =
        ["name", "uuid", "runtime", "accelerator", "firmware", "memoryMiB", "vcpus", "gpu", "devices", "disks", "optionRom", "optionRomBar", "serialLog"];

    /// <summary>Reads a file's text.</summary>
    /// <param name="path">The machine's own path, for messages.</param>
    /// <param name="text">The text; null when there is no file.</param>
    /// <exception cref="InvalidInputException">It is no such file; the message names the line.</exception>
    public static IntentFile Parse(string path, string? text)
    {
        if (text is null)
        {
            return new IntentFile(path, null, []);
        }

        var root = LoadRoot(path, text);
        if (root is null)
        {
            return new IntentFile(path, text, []);
        }

        var file = new Reader(path, text.Split('\n'));
        var map = file.Map(root, "the file");
        if (Reader.Find(map, "schemaVersion") is { } version && file.Text(version, "schemaVersion") is not SchemaVersion)
        {
            throw file.Bad(version, $"schemaVersion is not {SchemaVersion}: this file was written for another version of passthrough");
        }

        var entries = Reader.Find(map, "guests") is { } guests && !Reader.IsNull(guests)
            ? file.List(guests, "guests").Select(file.Guest).ToImmutableArray()
            : [];
        return file.WithoutDoubles(new IntentFile(path, text, entries));
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
                1 when Reader.IsNull(stream.Documents[0].RootNode) => null,
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

    private sealed class Reader(string path, string[] lines)
    {
        public static bool IsNull(YamlNode node) => node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" };

        public InvalidInputException Bad(YamlNode node, string problem) => new($"{path}:{node.Start.Line}: {problem}", path, "correct the line; nothing was changed");

        public YamlMappingNode Map(YamlNode node, string what) => node as YamlMappingNode ?? throw Bad(node, $"{what} must be a mapping (key: value)");

        public IEnumerable<YamlNode> List(YamlNode node, string what) => node as YamlSequenceNode ?? throw Bad(node, $"{what} must be a list (- item)");

        public string Text(YamlNode node, string what) =>
            node is YamlScalarNode { Value: { Length: > 0 } value } && !IsNull(node) ? value : throw Bad(node, $"{what} must have a value");

        public static YamlNode? Find(YamlMappingNode map, string key)
        {
            foreach (var (name, value) in map.Children)
            {
                if (name is YamlScalarNode scalar && string.Equals(scalar.Value, key, StringComparison.Ordinal))
                {
                    return value;
                }
            }

            return null;
        }

        public GuestEntry Guest(YamlNode node)
        {
            var map = Map(node, "a guest");
            OnlyKnows(map, GuestKeys, "a guest");
            var guest = new GuestSpec
            {
                Name = Text(map, "name"),
                Uuid = Guid.TryParseExact(Text(map, "uuid"), "D", out var uuid) ? uuid : throw Bad(Need(map, "uuid"), "uuid is no UUID"),
                Runtime = Choice(map, "runtime", ("libvirt", GuestRuntime.Libvirt), ("qemu", GuestRuntime.Qemu)),
                Accelerator = Choice(map, "accelerator", ("kvm", GuestAccelerator.Kvm), ("tcg", GuestAccelerator.Tcg)),
                Firmware = Firmware(Map(Need(map, "firmware"), "firmware")),
                MemoryMiB = Number(map, "memoryMiB"),
                Vcpus = Number(map, "vcpus"),
                Gpu = Address(map, "gpu"),
                Devices = [.. List(Need(map, "devices"), "devices").Select(Device)],
                Disks = Find(map, "disks") is { } disks && !IsNull(disks) ? [.. List(disks, "disks").Select(Disk)] : [],
                OptionRomPath = OptionalText(map, "optionRom"),
                HidesOptionRom = Find(map, "optionRomBar") is not null && Choice(map, "optionRomBar", ("on", false), ("off", true)),
                SerialLogPath = OptionalText(map, "serialLog"),
            };
            return GuestRules.FirstBroken(guest) is { } broken
                ? throw Bad(node, broken)
                : new GuestEntry(guest, (int)node.Start.Line - 1, LastLineOf(node), IndentOf(node));
        }

        public IntentFile WithoutDoubles(IntentFile file)
        {
            var twice = file.Entries.GroupBy(entry => entry.Guest.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any())
                ?? file.Entries.GroupBy(entry => entry.Guest.Uuid.ToString(), StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any());
            return twice is null
                ? file
                : throw new InvalidInputException($"{path}:{twice.Last().FirstLine + 1}: '{twice.Key}' is there twice", path, "rename or remove one of the guests");
        }

        private GuestFirmware Firmware(YamlMappingNode map)
        {
            OnlyKnows(map, ["kind", "code", "variables"], "firmware");
            return new GuestFirmware(
                Choice(map, "kind", ("uefi", GuestFirmwareKind.Uefi), ("bios", GuestFirmwareKind.Bios)), OptionalText(map, "code"), OptionalText(map, "variables"));
        }

        private DeviceIdentity Device(YamlNode node)
        {
            var map = Map(node, "a device");
            OnlyKnows(map, ["address", "identity"], "a device");
            return PciIdentity.TryParse(Text(map, "identity"), out var identity)
                ? new DeviceIdentity(Address(map, "address"), identity, null)
                : throw Bad(Need(map, "identity"), "identity is not such as 1002:5159/1af4:1100");
        }

        private GuestDisk Disk(YamlNode node)
        {
            var map = Map(node, "a disk");
            OnlyKnows(map, ["path", "format", "type", "bus"], "a disk");
            return new GuestDisk(
                Text(map, "path"),
                Choice(map, "format", ("raw", GuestDiskFormat.Raw), ("qcow2", GuestDiskFormat.Qcow2)),
                Choice(map, "type", ("file", false), ("block", true)),
                Find(map, "bus") is null ? GuestDiskBus.Virtio : Choice(map, "bus", ("virtio", GuestDiskBus.Virtio), ("sata", GuestDiskBus.Sata)));
        }

        private void OnlyKnows(YamlMappingNode map, ImmutableArray<string> keys, string what)
        {
            foreach (var (name, _) in map.Children)
            {
                if (name is not YamlScalarNode { Value: { } key } || !keys.Contains(key, StringComparer.Ordinal))
                {
                    throw Bad(name, $"'{name}' is not a key of {what}; known are {string.Join(", ", keys)}");
                }
            }
        }

        private YamlNode Need(YamlMappingNode map, string key) => Find(map, key) ?? throw Bad(map, $"'{key}' is missing");

        private string Text(YamlMappingNode map, string key) => Text(Need(map, key), key);

        private string? OptionalText(YamlMappingNode map, string key) => Find(map, key) is { } node && !IsNull(node) ? Text(node, key) : null;

        private int Number(YamlMappingNode map, string key) =>
            int.TryParse(Text(map, key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Bad(Need(map, key), $"{key} must be a whole number");

        private PciAddress Address(YamlMappingNode map, string key) =>
            PciAddress.TryParse(Text(map, key), out var address) ? address : throw Bad(Need(map, key), $"{key} is no PCI address such as 0000:01:00.0");

        private T Choice<T>(YamlMappingNode map, string key, params ReadOnlySpan<(string Word, T Value)> choices)
        {
            var word = Text(map, key);
            foreach (var choice in choices)
            {
                if (string.Equals(choice.Word, word, StringComparison.Ordinal))
                {
                    return choice.Value;
                }
            }

            throw Bad(Need(map, key), $"'{word}' is not a value of {key}");
        }

        private int? IndentOf(YamlNode guest)
        {
            var line = lines[(int)guest.Start.Line - 1];
            var dash = line.AsSpan().IndexOfAnyExcept(' ');
            return guest is YamlMappingNode { Style: not MappingStyle.Flow } && dash >= 0 && line[dash] == '-'
                && line.AsSpan(dash + 1, (int)guest.Start.Column - 2 - dash).IndexOfAnyExcept(' ') < 0
                ? dash
                : null;
        }

        private int LastLineOf(YamlNode guest)
        {
            var last = (int)guest.AllNodes.OfType<YamlScalarNode>().Max(scalar => scalar.End.Line) - 1;
            last = Math.Min(last, lines.Length - 1);
            // A scalar of several lines may end at the beginning of the line after it.
            while (last > guest.Start.Line - 1 && lines[last].Trim() is "" or ['#', ..])
            {
                last--;
            }

            return last;
        }
    }
}
