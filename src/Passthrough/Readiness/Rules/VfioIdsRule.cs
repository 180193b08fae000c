using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Host;
using Passthrough.Host.Pci;

namespace Passthrough.Readiness.Rules;

/// <summary>Binding by ids takes every device that has them.</summary>
internal static class VfioIdsRule
{
    private static readonly FindingKind VfioIdsCatchMore = new("vfio-ids-catch-more", Severity.Warning, "One of the ids that vfio-pci is told to take is that of several devices, or of the card that the firmware boots with.");
    private static readonly FindingKind VfioIdsCatchNothing = new("vfio-ids-catch-nothing", Severity.Note, "vfio-pci is told to take ids that no device has.");

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Does binding by ids catch too much?",
        [VfioIdsCatchMore, VfioIdsCatchNothing],
        Judge);

    /// <summary>A finding an id, where PCI functions are known at all.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        var devices = facts.Pci.Devices;
        foreach (var (source, id) in devices.IsEmpty ? [] : Ids(facts).DistinctBy(pair => pair.Id, StringComparer.OrdinalIgnoreCase))
        {
            ImmutableArray<PciDevice> caught = [.. devices.Where(device => IsMeant(id, device.Identity))];
            var isBoot = caught.Any(device => facts.Display.CardOf(device.Address) is { IsBoot: true });
            var slots = caught.DistinctBy(device => (device.Address.Domain, device.Address.Bus, device.Address.Device)).Count();
            if (caught.IsEmpty)
            {
                yield return VfioIdsCatchNothing.Found($"vfio-pci is told to take {id}, and no device here has these ids.", [source], "Take the id out: it may be of a card that is gone.");
            }
            else if (isBoot || slots > 1)
            {
                yield return VfioIdsCatchMore.Found(
                    $"vfio-pci is told to take {id}: {(isBoot ? "the card that the machine boots with has these ids" : $"{slots} devices have these ids")}, and the host loses {(slots > 1 ? "all of them" : "its picture")}.",
                    [source, .. caught.Select(device => new Evidence(DeviceWords.SysfsPath(device.Address), DeviceWords.Describe(device)))],
                    "Take the ids out and let this program bind by address: passthrough plan --gpu ADDR");
            }
        }
    }

    private static IEnumerable<(Evidence Source, string Id)> Ids(HostFacts facts)
    {
        var line = facts.Boot.CommandLine
            .Where(word => word.Replace('_', '-').StartsWith("vfio-pci.ids=", StringComparison.Ordinal))
            .SelectMany(word => Split(word["vfio-pci.ids=".Length..]).Select(id => (new Evidence(Places.CommandLine, word), id)));
        var files = facts.Boot.ModuleMentions
            .Where(mention => mention.Module is "vfio_pci")
            .SelectMany(mention => mention.Rest.Split(' ')
                .Where(option => option.StartsWith("ids=", StringComparison.Ordinal))
                .SelectMany(option => Split(option["ids=".Length..]).Select(id => (new Evidence(mention.Path, $"{mention.Module} {option}"), id))));
        return line.Concat(files);
    }

    private static string[] Split(string ids) => ids.Split(',', StringSplitOptions.RemoveEmptyEntries);

    // vendor:device[:subvendor:subdevice[:class[:mask]]], as drivers/vfio/pci/vfio_pci.c reads it; what is left out or ffffffff means any.
    private static bool IsMeant(string id, PciIdentity identity)
    {
        var parts = id.Split(':');
        return parts.Length >= 2
            && IsNumber(parts[0], identity.Vendor) && IsNumber(parts[1], identity.Device)
            && (parts.Length < 3 || IsNumber(parts[2], identity.SubsystemVendor)) && (parts.Length < 4 || IsNumber(parts[3], identity.SubsystemDevice));
    }

    private static bool IsNumber(string text, ushort? value) =>
        uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) && (number == uint.MaxValue || number == value);
}
