using System.Collections.Immutable;
using System.Text;

namespace Passthrough.Planning.Isolation;

/// <summary>
/// The rule by which udev isolates the listed functions where this program has no script in the initramfs (rpm-ostree builds that elsewhere, and takes files of <c>/etc</c> into it). udev loads a driver for a device when the
/// kernel tells it of that device; so with each PCI device that it is told of, before any driver is loaded for it, the rule sets <c>driver_override</c> of all listed functions, at their own identity only. With the override no
/// other driver can bind, whichever is loaded first; vfio-pci may come later, from the root file system (udev(7); the kernel's <c>Documentation/ABI/testing/sysfs-bus-pci</c>).
/// </summary>
public static class EarlyRule
{
    /// <summary>The machine's own path of the rule.</summary>
    public static string Path => PciRule.Path;

    /// <summary>The file's text. It does nothing in a start with <c>passthrough=off</c> or a word of a rescue start, and nothing at all when a function is not what the list says or is the display that the firmware booted with.</summary>
    /// <param name="devices">The functions, in order.</param>
    public static string Text(ImmutableArray<DeviceIdentity> devices)
    {
        var text = new StringBuilder(
            $"""
            IMPORT{"{cmdline}"}="passthrough"
            ENV{"{passthrough}"}=="off", GOTO="{PciRule.End}"
            IMPORT{"{cmdline}"}="single", GOTO="{PciRule.End}"
            IMPORT{"{cmdline}"}="rescue", GOTO="{PciRule.End}"
            IMPORT{"{cmdline}"}="emergency", GOTO="{PciRule.End}"

            """);
        foreach (var device in devices)
        {
            foreach (var (name, value) in PciRule.Expected(device))
            {
                text.Append($"ATTR{{{At(device, name)}}}!=\"{value}\", GOTO=\"{PciRule.End}\"\n");
            }

            text.Append($"ATTR{{{At(device, "boot_vga")}}}==\"1\", GOTO=\"{PciRule.End}\"\n");
        }

        foreach (var device in devices)
        {
            text.Append($"TEST==\"{At(device, "driver_override")}\", ATTR{{{At(device, "driver_override")}}}=\"{Planner.VfioPci}\"\n");
        }

        foreach (var device in devices)
        {
            text.Append($"KERNEL==\"{device.Address}\", RUN{{builtin}}+=\"kmod load {Planner.VfioPci}\"\n");
        }

        return $"""
            {OwnFile.Heading}
            # Sets the driver of the isolated card's functions before any driver is loaded, at the same address and identity only.
            # To boot once without this, add passthrough=off to the kernel line in the boot menu (press e there).
            {PciRule.OnlyWhenAdded(text.ToString())}
            """;
    }

    private static string At(DeviceIdentity device, string name) => $"[pci/{device.Address}]{name}";
}
