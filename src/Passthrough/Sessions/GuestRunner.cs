using Passthrough.Guests;
using Passthrough.Host;

namespace Passthrough.Sessions;

/// <summary>The ways to run guests.</summary>
internal static class GuestRunner
{
    /// <summary>The way of a runtime.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="runtime">The runtime.</param>
    /// <param name="libvirtUri">libvirt's daemon.</param>
    public static IGuestRunner Of(HostRoots roots, GuestRuntime runtime, string libvirtUri) => runtime == GuestRuntime.Libvirt ? new LibvirtRunner(roots, libvirtUri) : new QemuRunner(roots);
}
