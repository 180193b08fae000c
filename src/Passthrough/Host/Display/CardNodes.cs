using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Host.Iommu;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Display;

/// <summary>The device nodes through which processes can hold a card, as sysfs shows them below the card's functions.</summary>
/// <param name="Drm">Names below <c>/dev/dri</c>.</param>
/// <param name="ConnectedOutputs">Connectors with a screen plugged in, such as <c>HDMI-A-1</c>.</param>
/// <param name="All">The machine's own paths of all nodes: DRM, frame buffer, sound, I2C, VFIO, NVIDIA's.</param>
internal sealed record CardNodes(ImmutableArray<string> Drm, ImmutableArray<string> ConnectedOutputs, ImmutableArray<string> All)
{
    private static readonly ImmutableArray<string> SoundPrefixes = ["controlC", "pcmC", "hwC", "midiC"];

    /// <summary>Reads the nodes of one card.</summary>
    public static CardNodes Read(MachineReader reader, ImmutableArray<PciAddress> functions, IommuFacts iommu)
    {
        var drm = new List<string>();
        var outputs = new List<string>();
        var nodes = new List<string>();
        foreach (var address in functions)
        {
            var folder = reader.Roots.Sys($"bus/pci/devices/{address}");
            foreach (var node in reader.List($"{folder}/drm") ?? [])
            {
                drm.Add(node);
                outputs.AddRange(ReadConnected(reader, $"{folder}/drm/{node}", node));
            }

            nodes.AddRange(Names(reader, $"{folder}/graphics", "fb").Select(name => Node(reader, name)));
            nodes.AddRange(Names(reader, $"{folder}/vfio-dev", "vfio").Select(name => Node(reader, $"vfio/devices/{name}")));
            nodes.AddRange(Names(reader, folder, "i2c-").Select(name => Node(reader, name)));
            nodes.AddRange(Names(reader, $"{folder}/sound", "card")
                .SelectMany(card => reader.List($"{folder}/sound/{card}") ?? [])
                .Where(name => SoundPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
                .Select(name => Node(reader, $"snd/{name}")));
            if (iommu.GroupOf(address) is { } group)
            {
                nodes.Add(Node(reader, $"vfio/{group.Number.ToString(CultureInfo.InvariantCulture)}"));
            }

            // NVIDIA's own driver has no DRM node unless modeset is on; its nodes are numbered in its own file.
            if (reader.ReadText(reader.Roots.Proc($"driver/nvidia/gpus/{address}/information")) is { } information && NvidiaMinor(information) is { } minor)
            {
                nodes.Add(Node(reader, $"nvidia{minor}"));
            }
        }

        nodes.AddRange(drm.Select(name => Node(reader, $"dri/{name}")));
        return new CardNodes([.. drm], [.. outputs], [.. nodes.Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>The number after <c>Device Minor:</c>; null when the text has none.</summary>
    /// <param name="information"><c>/proc/driver/nvidia/gpus/ADDRESS/information</c>.</param>
    internal static string? NvidiaMinor(string information)
    {
        foreach (var line in information.Split('\n'))
        {
            if (line.StartsWith("Device Minor:", StringComparison.Ordinal) && line["Device Minor:".Length..].Trim() is { Length: > 0 } minor)
            {
                return minor;
            }
        }

        return null;
    }

    private static IEnumerable<string> ReadConnected(MachineReader reader, string folder, string card) =>
        Names(reader, folder, card + "-")
            .Where(connector => reader.ReadLine($"{folder}/{connector}/status") is "connected")
            .Select(connector => connector[(card.Length + 1)..]);

    private static IEnumerable<string> Names(MachineReader reader, string folder, string prefix) =>
        (reader.List(folder) ?? []).Where(name => name.StartsWith(prefix, StringComparison.Ordinal));

    private static string Node(MachineReader reader, string relative) => reader.Roots.NameOf(reader.Roots.Dev(relative));
}
