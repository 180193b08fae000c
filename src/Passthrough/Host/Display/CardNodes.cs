using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Host.Iommu;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Display;

/// <summary>The device nodes through which processes can hold a card, as sysfs shows them below the card's functions.</summary>
/// <param name="Drm">Names below <c>/dev/dri</c>.</param>
/// <param name="Connectors">The connectors of all its DRM cards, ordered by name.</param>
/// <param name="IsBootDisplay">True when the driver says that a screen of the card showed the boot (<c>boot_display</c>, since Linux 7.0).</param>
/// <param name="All">The machine's own paths of all nodes: DRM, frame buffer, sound, I2C, VFIO, NVIDIA's.</param>
internal sealed record CardNodes(ImmutableArray<string> Drm, ImmutableArray<DisplayConnector> Connectors, bool IsBootDisplay, ImmutableArray<string> All)
{
    private static readonly ImmutableArray<string> SoundPrefixes = ["controlC", "pcmC", "hwC", "midiC"];

    /// <summary>Reads the nodes of one card.</summary>
    public static CardNodes Read(MachineReader reader, ImmutableArray<PciAddress> functions, IommuFacts iommu)
    {
        var drm = new List<string>();
        var connectors = new List<DisplayConnector>();
        var isBootDisplay = false;
        var nodes = new List<string>();
        foreach (var address in functions)
        {
            var folder = reader.Roots.Sys($"bus/pci/devices/{address}");
            foreach (var node in reader.List($"{folder}/drm") ?? [])
            {
                drm.Add(node);
                isBootDisplay |= reader.ReadLine($"{folder}/drm/{node}/boot_display") is "1";
                foreach (var connector in Names(reader, $"{folder}/drm/{node}", node + "-"))
                {
                    var place = $"{folder}/drm/{node}/{connector}";
                    connectors.Add(ConnectorReader.Read(reader, place, connector[(node.Length + 1)..]));

                    // A DisplayPort's side channel is an I2C bus and a node of its own.
                    nodes.AddRange(Names(reader, place, "i2c-").Concat(Names(reader, place, "drm_dp_aux")).Select(name => Node(reader, name)));
                }
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
        return new CardNodes([.. drm], [.. connectors], isBootDisplay, [.. nodes.Distinct(StringComparer.Ordinal)]);
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

    private static IEnumerable<string> Names(MachineReader reader, string folder, string prefix) =>
        (reader.List(folder) ?? []).Where(name => name.StartsWith(prefix, StringComparison.Ordinal));

    private static string Node(MachineReader reader, string relative) => reader.Roots.NameOf(reader.Roots.Dev(relative));
}
