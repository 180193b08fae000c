using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Passthrough.Host;
using Passthrough.Planning.KernelLine;

namespace Passthrough.Planning;

/// <summary>What NixOS needs in its configuration for what a plan does elsewhere, as a module to be imported (https://nixos.org/manual/nixos/stable/#sec-writing-modules). Pure.</summary>
public static class NixosModule
{
    /// <summary>The file's name.</summary>
    public const string FileName = "passthrough.nix";

    /// <summary>The machine's own path of the file.</summary>
    public static string Path => HostRoots.Live.Etc($"nixos/{FileName}");

    /// <summary>The module.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="devices">The functions to be isolated.</param>
    /// <exception cref="Failures.RefusedException">The machine cannot do what was asked.</exception>
    public static string Text(HostFacts facts, PlanRequest request, ImmutableArray<DeviceIdentity> devices) => Text(KernelWordsFor.Wanted(KernelWish.Of(facts, request)), devices, request.IgnoreMsrs);

    /// <summary>The module.</summary>
    /// <param name="words">The kernel line's words.</param>
    /// <param name="devices">The functions to be isolated.</param>
    /// <param name="ignoresMsrs">True when guests shall be able to touch processor registers that KVM does not know.</param>
    public static string Text(ImmutableArray<string> words, ImmutableArray<DeviceIdentity> devices, bool ignoresMsrs)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Gives {string.Join(", ", devices.Select(device => device.Address))} to virtual machines.\n{{ ... }}:\n{{\n");
        text.Append(CultureInfo.InvariantCulture, $"  boot.kernelParams = [ {string.Concat(words.Select(word => Quoted(word) + " "))}];\n\n");
        text.Append("  # The driver is there before udev is told of any device.\n  boot.initrd.kernelModules = [ \"vfio_pci\" \"vfio_iommu_type1\" ];\n\n");
        text.Append("  # Each function by its address and its identity: an equal second card, or another card at this address, is left alone.\n  boot.initrd.services.udev.rules = ''\n");
        foreach (var device in devices)
        {
            text.Append(CultureInfo.InvariantCulture, $"    {Indented(Rule(device))}\n");
        }

        text.Append("  '';\n\n");
        if (ignoresMsrs)
        {
            text.Append(CultureInfo.InvariantCulture, $"  boot.extraModprobeConfig = {Quoted(KvmOptions.Text.Split('\n').First(line => line.StartsWith("options", StringComparison.Ordinal)) + "\n")};\n\n");
        }

        return text.Append("  virtualisation.libvirtd = {\n    enable = true;\n    onBoot = \"ignore\";\n    qemu.swtpm.enable = true;\n  };\n}\n").ToString();
    }

    /// <summary>Setting <c>driver_override</c> keeps every other driver away, also the one that udev loads for the function's modalias after its rules; binding needs the driver, which is loaded already (udev(7), <c>ATTR{[SUBSYSTEM/KERNEL]ATTRIBUTE}</c>).</summary>
    private static string Rule(DeviceIdentity device)
    {
        var identity = device.Identity;
        var subsystem = identity.SubsystemVendor is { } vendor && identity.SubsystemDevice is { } id ? $"ATTR{{subsystem_vendor}}==\"0x{vendor:x4}\", ATTR{{subsystem_device}}==\"0x{id:x4}\", " : "";
        return $"ACTION==\"add\", SUBSYSTEM==\"pci\", KERNEL==\"{device.Address}\", ATTR{{vendor}}==\"0x{identity.Vendor:x4}\", ATTR{{device}}==\"0x{identity.Device:x4}\", {subsystem}ATTR{{driver_override}}=\"vfio-pci\", ATTR{{[drivers/pci:vfio-pci]bind}}=\"%k\"";
    }

    /// <summary>A string of Nix.</summary>
    /// <param name="text">Any text.</param>
    internal static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("${", "\\${", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";

    /// <summary>A line of an indented string of Nix.</summary>
    /// <param name="line">Any text.</param>
    internal static string Indented(string line) => line.Replace("''", "'''", StringComparison.Ordinal).Replace("${", "''${", StringComparison.Ordinal);
}
