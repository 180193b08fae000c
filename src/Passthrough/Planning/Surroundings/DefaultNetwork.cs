using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Virtualization;
using Passthrough.Readiness;

namespace Passthrough.Planning.Surroundings;

/// <summary>libvirt's network <c>default</c>, which guests are attached to unless somebody says otherwise, and which many distributions define and do not start.</summary>
internal static class DefaultNetwork
{
    private const string Name = "default";

    private static readonly ImmutableArray<string> Virsh = ["virsh", "--connect", "qemu:///system"];

    /// <summary>Starts it, and lets it start with libvirt.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="request">What was asked.</param>
    /// <exception cref="RefusedException">There is no libvirt, or no such network.</exception>
    /// <exception cref="NeedsRootException">The definitions are readable by root only.</exception>
    public static Surrounding Of(HostFacts facts, PlanRequest request)
    {
        if (!request.DefaultNetwork)
        {
            return Surrounding.None;
        }

        if (facts.Virtualization.Libvirt.Form == LibvirtForm.None)
        {
            throw new RefusedException("libvirt is not installed, so there is no network to switch on", HostRoots.Live.Usr("sbin/libvirtd"), $"{SurroundingRefusals.InstallFirst(facts, GuestPart.Libvirt)}; or plan without --default-network");
        }

        var folder = HostRoots.Live.Etc("libvirt/qemu/networks");
        if (facts.Network.AreDefinitionsClosed || facts.Network.Libvirt is not { } networks)
        {
            throw new NeedsRootException("libvirt's networks are readable by root only", folder, "run the same command with sudo");
        }

        var network = networks.FirstOrDefault(network => string.Equals(network.Name, Name, StringComparison.Ordinal))
            ?? throw new RefusedException(
                $"libvirt has no network '{Name}'", folder, $"define it: sudo virsh net-define {HostRoots.Live.Usr("share/libvirt/networks/default.xml")} (Debian: after installing libvirt-daemon-config-network); or plan without --default-network");
        return Surrounding.Of(
        [
            Surrounding.Of(
                network.IsAutomatic,
                new ToolChange(
                    "network-autostart", $"Let libvirt start the network {Name} by itself", "Guests that are attached to it do not start while it is off.", $"autostart of the network {Name}",
                    [.. Virsh, "net-autostart", Name], [.. Virsh, "net-autostart", "--disable", Name], new NetworkIsAutomatic(Name, IsAutomatic: true)),
                new NetworkIsAutomatic(Name, IsAutomatic: false)),
            Surrounding.Of(
                network.IsActive,
                new ToolChange(
                    "network-start", $"Start the network {Name} now", "It is off. Undo switches it off again, also under guests that use it then.", $"running network {Name}",
                    [.. Virsh, "net-start", Name], [.. Virsh, "net-destroy", Name], new NetworkIsActive(Name, IsActive: true)),
                new NetworkIsActive(Name, IsActive: false)),
        ]);
    }
}
