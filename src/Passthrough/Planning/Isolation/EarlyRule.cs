using System.Collections.Immutable;
using System.Text;
using Passthrough.Host;

namespace Passthrough.Planning.Isolation;

/// <summary>
/// The rule by which udev isolates the listed functions where this program has no script in the initramfs (rpm-ostree builds that elsewhere, and takes files of <c>/etc</c> into it). udev loads a driver for a device when the
/// kernel tells it of that device; so with each PCI device that it is told of, before any driver is loaded for it, the rule sets <c>driver_override</c> of all listed functions, at their own identity only. With the override no
/// other driver can bind, whichever is loaded first; vfio-pci may come later, from the root file system (udev(7); the kernel's <c>Documentation/ABI/testing/sysfs-bus-pci</c>).
/// </summary>
public static class EarlyRule
{
    private const string End = "passthrough_end";

    /// <summary>The machine's own path of the rule: before those that load drivers (<c>80-drivers.rules</c>).</summary>
    public static string Path => HostRoots.Live.Etc("udev/rules.d/60-passthrough.rules");

    /// <summary>The file's text. It does nothing in a start with <c>passthrough=off</c> or a word of a rescue start, and nothing at all when a function is not what the list says or is the display that the firmware booted with.</summary>
    /// <param name="devices">The functions, in order.</param>
    public static string Text(ImmutableArray<DeviceIdentity> devices)
    {
        var text = new StringBuilder(
            $"""
            # Written by passthrough; 'passthrough undo' takes it back.
            # Sets the driver of the isolated card's functions before any driver is loaded, at the same address and identity only.
            # To boot once without this, add passthrough=off to the kernel line in the boot menu (press e there).
            ACTION!="add", GOTO="{End}"
            SUBSYSTEM!="pci", GOTO="{End}"
            IMPORT{"{cmdline}"}="passthrough"
            ENV{"{passthrough}"}=="off", GOTO="{End}"
            IMPORT{"{cmdline}"}="single", GOTO="{End}"
            IMPORT{"{cmdline}"}="rescue", GOTO="{End}"
            IMPORT{"{cmdline}"}="emergency", GOTO="{End}"

            """);
        foreach (var device in devices)
        {
            foreach (var (name, value) in Expected(device))
            {
                text.Append($"ATTR{{{At(device, name)}}}!=\"{value}\", GOTO=\"{End}\"\n");
            }

            text.Append($"ATTR{{{At(device, "boot_vga")}}}==\"1\", GOTO=\"{End}\"\n");
        }

        foreach (var device in devices)
        {
            text.Append($"TEST==\"{At(device, "driver_override")}\", ATTR{{{At(device, "driver_override")}}}=\"{Planner.VfioPci}\"\n");
        }

        foreach (var device in devices)
        {
            text.Append($"KERNEL==\"{device.Address}\", RUN{{builtin}}+=\"kmod load {Planner.VfioPci}\"\n");
        }

        return text.Append($"LABEL=\"{End}\"\n").ToString();
    }

    private static string At(DeviceIdentity device, string name) => $"[pci/{device.Address}]{name}";

    /// <summary>What must be found, in the form in which sysfs shows it.</summary>
    private static IEnumerable<(string Name, string Value)> Expected(DeviceIdentity device)
    {
        var identity = device.Identity;
        yield return ("vendor", $"0x{identity.Vendor:x4}");
        yield return ("device", $"0x{identity.Device:x4}");
        if (identity.SubsystemIds is not null)
        {
            yield return ("subsystem_vendor", $"0x{identity.SubsystemVendor:x4}");
            yield return ("subsystem_device", $"0x{identity.SubsystemDevice:x4}");
        }
    }
}
