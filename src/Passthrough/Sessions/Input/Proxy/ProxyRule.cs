using Passthrough.Guests.Input;

namespace Passthrough.Sessions.Input.Proxy;

/// <summary>The rule of udev (udev(7)) that gives the stand-ins of a guest's devices their paths. Pure.</summary>
internal static class ProxyRule
{
    /// <summary>The rule's file.</summary>
    /// <param name="guest">The guest's name.</param>
    /// <param name="devices">The paths of its devices, each of which fits (<see cref="EvdevProxy.Fits"/>): nothing in them means anything to udev.</param>
    public static string Text(string guest, IEnumerable<string> devices) => string.Concat(
        devices.Select(device => $"SUBSYSTEM==\"input\", KERNEL==\"event*\", ATTRS{{phys}}==\"{EvdevProxy.PhysicalPathOf(guest, device)}\", SYMLINK+=\"{EvdevProxy.LinkOf(guest, device)}\"\n")
            .Prepend($"# Keyboards and mice of guest {guest}, which stay while they are unplugged. Removed when it ends.\n"));
}
