using System.Collections.Immutable;
using System.Text;
using Passthrough.Host;
using Passthrough.Planning.Initramfs;

namespace Passthrough.Planning.Isolation;

/// <summary>
/// The rule by which udev gives a listed function to vfio-pci when it is added again while the machine runs: hot plug, or a rescan of the bus, after which the kernel knows of no
/// <c>driver_override</c> any more (udev(7); the kernel's <c>Documentation/ABI/testing/sysfs-bus-pci</c>). A driver that is loaded already may be bound before udev is told; taking it away again could hang, so nobody does.
/// </summary>
public static class HotplugRule
{
    private const string End = "passthrough_end";

    /// <summary>The machine's own path of the rule. Rules run in the order of their names; this one comes before those that load drivers (<c>80-drivers.rules</c>).</summary>
    public static string Path => HostRoots.Live.Etc("udev/rules.d/60-passthrough.rules");

    /// <summary>
    /// The file's text. It does nothing in a start that isolated nothing (the way back, a rescue start, a card that is not what the list says): there the isolation script leaves no mark.
    /// </summary>
    /// <param name="devices">The functions, in order.</param>
    public static string Text(ImmutableArray<DeviceIdentity> devices)
    {
        return $"""
            # Written by passthrough; 'passthrough undo' takes it back.
            # Gives a function of the isolated card to vfio-pci when it is added again while the machine runs, at the same address and identity only,
            # and only in a start that isolated the card.
            {Rules(devices, $"TEST!=\"{IsolationScript.MarkPath}\", GOTO=\"{End}\"\n")}
            """;
    }

    /// <summary>The rules alone.</summary>
    /// <param name="devices">The functions, in order.</param>
    /// <param name="condition">Lines by which the rest is passed over where it is not to be done.</param>
    internal static string Rules(ImmutableArray<DeviceIdentity> devices, string condition = "")
    {
        var text = new StringBuilder($"ACTION!=\"add\", GOTO=\"{End}\"\nSUBSYSTEM!=\"pci\", GOTO=\"{End}\"\n{condition}");
        foreach (var device in devices)
        {
            text.Append(Match(device)).Append(", ATTR{driver_override}=\"vfio-pci\", RUN{builtin}+=\"kmod load vfio-pci\"\n");

            // What the kernel added before the override was there has no driver yet, and nothing would ask for one again.
            text.Append(Match(device)).Append(", DRIVER==\"\", TEST==\"[drivers/pci:vfio-pci]bind\", ATTR{[drivers/pci:vfio-pci]bind}=\"$kernel\"\n");
        }

        return text.Append($"LABEL=\"{End}\"\n").ToString();
    }

    /// <summary>What must be found, in the form in which sysfs shows it.</summary>
    private static string Match(DeviceIdentity device)
    {
        var identity = device.Identity;
        var subsystem = identity.SubsystemIds is null ? "" : $", ATTR{{subsystem_vendor}}==\"0x{identity.SubsystemVendor:x4}\", ATTR{{subsystem_device}}==\"0x{identity.SubsystemDevice:x4}\"";
        return $"KERNEL==\"{device.Address}\", ATTR{{vendor}}==\"0x{identity.Vendor:x4}\", ATTR{{device}}==\"0x{identity.Device:x4}\"{subsystem}";
    }
}
