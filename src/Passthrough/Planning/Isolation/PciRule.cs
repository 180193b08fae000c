using Passthrough.Host;

namespace Passthrough.Planning.Isolation;

/// <summary>What this program's rules of udev for PCI functions have in common (udev(7)).</summary>
internal static class PciRule
{
    /// <summary>The label behind the last rule.</summary>
    public const string End = "passthrough_end";

    /// <summary>The machine's own path of the rules. Files are read in the order of their names; this one comes before those that load drivers (<c>80-drivers.rules</c>).</summary>
    public static string Path => HostRoots.Live.Etc("udev/rules.d/60-passthrough.rules");

    /// <summary>Rules that see nothing but PCI functions that are added.</summary>
    /// <param name="rules">The rules, each with its end of line.</param>
    public static string OnlyWhenAdded(string rules) => $"ACTION!=\"add\", GOTO=\"{End}\"\nSUBSYSTEM!=\"pci\", GOTO=\"{End}\"\n{rules}LABEL=\"{End}\"\n";

    /// <summary>What must be found of a function: files of its folder, and their content in the form in which sysfs shows it.</summary>
    /// <param name="device">The function.</param>
    public static IEnumerable<(string Name, string Value)> Expected(DeviceIdentity device)
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
