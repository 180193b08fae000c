using System.Globalization;
using Passthrough.Guests;
using Passthrough.Host;
using Passthrough.Host.Reading;

namespace Passthrough.Sessions;

/// <summary>QEMU's process of a guest, from the file that it, or libvirt, wrote its number into.</summary>
internal static class GuestProcess
{
    /// <summary>The process.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="guest">The guest's name.</param>
    /// <param name="runtime">What runs it.</param>
    /// <returns>Null when it does not run.</returns>
    public static ProcessIdentity? Read(HostRoots roots, string guest, GuestRuntime runtime)
    {
        var path = runtime == GuestRuntime.Libvirt ? roots.Run($"libvirt/qemu/{guest}.pid") : roots.Locate(GuestPaths.Of(roots, guest).ProcessId);
        return int.TryParse(new MachineReader(roots).ReadLine(path), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? ProcessIdentity.Read(roots, id) : null;
    }
}
