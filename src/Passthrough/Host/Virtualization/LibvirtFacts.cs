using System.Collections.Immutable;

namespace Passthrough.Host.Virtualization;

/// <summary>libvirt's system instance.</summary>
/// <param name="Form">The daemons installed (<c>/usr/sbin</c>, <c>/usr/bin</c>).</param>
/// <param name="Sockets">The sockets that are there, so that systemd or a daemon answers (<c>/run/libvirt/*-sock</c>), by file name; empty when none.</param>
/// <param name="Configuration">What <c>/etc/libvirt/qemu.conf</c> sets; null when it is absent or only root may read it.</param>
public sealed record LibvirtFacts(LibvirtForm Form, ImmutableArray<string> Sockets, QemuConfiguration? Configuration)
{
    /// <summary>No libvirt.</summary>
    public static LibvirtFacts None { get; } = new(LibvirtForm.None, [], null);
}
