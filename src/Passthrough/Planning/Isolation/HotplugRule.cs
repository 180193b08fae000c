using System.Collections.Immutable;
using System.Text;
using Passthrough.Planning.Initramfs;

namespace Passthrough.Planning.Isolation;

/// <summary>
/// The rule by which udev gives a listed function to vfio-pci when it is added again while the machine runs: hot plug, or a rescan of the bus, after which the kernel knows of no
/// <c>driver_override</c> any more (udev(7); the kernel's <c>Documentation/ABI/testing/sysfs-bus-pci</c>). A driver that is loaded already may be bound before udev is told; taking it away again could hang, so nobody does.
/// </summary>
public static class HotplugRule
{
    /// <summary>The machine's own path of the rule.</summary>
    public static string Path => PciRule.Path;

    /// <summary>
    /// The file's text. It does nothing in a start that isolated nothing (the way back, a rescue start, a card that is not what the list says): there the isolation script leaves no mark.
    /// </summary>
    /// <param name="devices">The functions, in order.</param>
    public static string Text(ImmutableArray<DeviceIdentity> devices) =>
        $"""
        {OwnFile.Heading}
        # Gives a function of the isolated card to vfio-pci when it is added again while the machine runs, at the same address and identity only,
        # and only in a start that isolated the card.
        {Rules(devices, $"TEST!=\"{IsolationScript.MarkPath}\", GOTO=\"{PciRule.End}\"\n")}
        """;

    /// <summary>The rules alone.</summary>
    /// <param name="devices">The functions, in order.</param>
    /// <param name="condition">Lines by which the rest is passed over where it is not to be done.</param>
    internal static string Rules(ImmutableArray<DeviceIdentity> devices, string condition = "")
    {
        var text = new StringBuilder(condition);
        foreach (var device in devices)
        {
            text.Append(Match(device)).Append(", ATTR{driver_override}=\"vfio-pci\", RUN{builtin}+=\"kmod load vfio-pci\"\n");

            // What the kernel added before the override was there has no driver yet, and nothing would ask for one again.
            text.Append(Match(device)).Append(", DRIVER==\"\", TEST==\"[drivers/pci:vfio-pci]bind\", ATTR{[drivers/pci:vfio-pci]bind}=\"$kernel\"\n");
        }

        return PciRule.OnlyWhenAdded(text.ToString());
    }

    private static string Match(DeviceIdentity device) => $"KERNEL==\"{device.Address}\"{string.Concat(PciRule.Expected(device).Select(pair => $", ATTR{{{pair.Name}}}==\"{pair.Value}\""))}";
}
