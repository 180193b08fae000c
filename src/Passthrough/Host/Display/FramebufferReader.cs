using System.Collections.Immutable;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Display;

/// <summary>Reads who keeps the firmware's picture up and who draws the text consoles.</summary>
internal static class FramebufferReader
{
    private const string Suffix = "-framebuffer";

    /// <summary>The platform devices that stand for the firmware's picture.</summary>
    public static ImmutableArray<BootFramebuffer> ReadBootFramebuffers(MachineReader reader)
    {
        var folder = reader.Roots.Sys("bus/platform/devices");
        return
        [
            .. (reader.List(folder) ?? [])
                .Where(name => name.Contains(Suffix + ".", StringComparison.Ordinal))
                .Select(name => new BootFramebuffer(name, reader.ReadLinkName($"{folder}/{name}/driver"), Above(reader, $"{folder}/{name}"))),
        ];
    }

    /// <summary>The names of the drivers for them that the kernel has.</summary>
    public static ImmutableArray<string> ReadDrivers(MachineReader reader) =>
        [.. (reader.List(reader.Roots.Sys("bus/platform/drivers")) ?? []).Where(name => name.EndsWith(Suffix, StringComparison.Ordinal))];

    /// <summary>The frame buffers.</summary>
    public static ImmutableArray<FrameBufferDevice> ReadFrameBuffers(MachineReader reader)
    {
        var folder = reader.Roots.Sys("class/graphics");
        return
        [
            .. (reader.List(folder) ?? [])
                .Where(name => name.StartsWith("fb", StringComparison.Ordinal) && name.AsSpan(2).ContainsOnlyDigits())
                .Select(name => new FrameBufferDevice(name, reader.ReadLine($"{folder}/{name}/name"), Above(reader, $"{folder}/{name}"))),
        ];
    }

    /// <summary>The drivers of the text consoles.</summary>
    public static ImmutableArray<VirtualConsole> ReadConsoles(MachineReader reader)
    {
        var folder = reader.Roots.Sys("class/vtconsole");
        return
        [
            .. (reader.List(folder) ?? []).Select(name => new VirtualConsole(
                name,
                Words(reader.ReadLine($"{folder}/{name}/name") ?? ""),
                reader.ReadLine($"{folder}/{name}/bind") switch { "1" => true, "0" => false, _ => null })),
        ];
    }

    /// <summary>DRM cards that are no PCI functions.</summary>
    public static ImmutableArray<PlatformCard> ReadPlatformCards(MachineReader reader)
    {
        var folder = reader.Roots.Sys("class/drm");
        return
        [
            .. (reader.List(folder) ?? [])
                .Where(name => name.StartsWith("card", StringComparison.Ordinal) && name.AsSpan("card".Length).ContainsOnlyDigits())
                .Select(name => new PlatformCard(name, reader.ReadLinkName($"{folder}/{name}/device"), reader.ReadLinkName($"{folder}/{name}/device/driver")))
                .Where(card => !PciAddress.TryParse(card.Device, out _)),
        ];
    }

    private static PciAddress? Above(MachineReader reader, string link) => reader.ReadLink(link) is { } target ? PciDevicePath.Nearest(target) : null;

    // The kernel writes "(M) frame buffer device" for a driver that can be unbound and "(S) dummy device" for one that cannot.
    private static string Words(string name) => name.StartsWith('(') && name.IndexOf(')', StringComparison.Ordinal) is > 0 and var end ? name[(end + 1)..].Trim() : name;

    private static bool ContainsOnlyDigits(this ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');
}
