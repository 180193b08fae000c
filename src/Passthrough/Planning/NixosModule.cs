using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Passthrough.Host;
using Passthrough.Planning.Isolation;
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
    public static string Text(HostFacts facts, PlanRequest request, ImmutableArray<DeviceIdentity> devices) => Text(KernelWordsFor.Wanted(KernelWish.Of(facts, request, devices)), devices, request.Isolation != IsolationWay.OnDemand, request.IgnoreMsrs);

    /// <summary>The module.</summary>
    /// <param name="words">The kernel line's words.</param>
    /// <param name="devices">The functions to be isolated.</param>
    /// <param name="isolates">True when the card is kept from the host from its start on; false when it is taken on demand.</param>
    /// <param name="ignoresMsrs">True when guests shall be able to touch processor registers that KVM does not know.</param>
    public static string Text(ImmutableArray<string> words, ImmutableArray<DeviceIdentity> devices, bool isolates, bool ignoresMsrs)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Gives {string.Join(", ", devices.Select(device => device.Address))} to virtual machines.\n{{ ... }}:\n{{\n");
        text.Append(CultureInfo.InvariantCulture, $"  boot.kernelParams = [ {string.Concat(words.Select(word => Quoted(word) + " "))}];\n\n");
        if (isolates)
        {
            text.Append("  boot.initrd.kernelModules = [ \"vfio_pci\" \"vfio_iommu_type1\" ];\n\n");
            text.Append("  # Each function by its address and its identity: an equal second card, or another card at this address, is left alone.\n  boot.initrd.services.udev.rules = ''\n");
            text.Append(string.Concat(HotplugRule.Rules(devices).TrimEnd('\n').Split('\n').Select(rule => $"    {Indented(rule)}\n"))).Append("  '';\n\n");
        }

        if (ignoresMsrs)
        {
            text.Append(CultureInfo.InvariantCulture, $"  boot.extraModprobeConfig = {Quoted(KvmOptions.Text.Split('\n').First(line => line.StartsWith("options", StringComparison.Ordinal)) + "\n")};\n\n");
        }

        return text.Append("  virtualisation.libvirtd = {\n    enable = true;\n    onBoot = \"ignore\";\n    qemu.swtpm.enable = true;\n  };\n}\n").ToString();
    }

    /// <summary>A string of Nix.</summary>
    /// <param name="text">Any text.</param>
    internal static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("${", "\\${", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";

    /// <summary>A line of an indented string of Nix.</summary>
    /// <param name="line">Any text.</param>
    internal static string Indented(string line) => line.Replace("''", "'''", StringComparison.Ordinal).Replace("${", "''${", StringComparison.Ordinal);
}
