using Passthrough.Host;

namespace Passthrough.Guests;

/// <summary>The files of one guest on the host, as the machine itself names them.</summary>
/// <param name="Folder">The folder of everything that belongs to running guests (<c>/run/passthrough/guests</c>).</param>
/// <param name="Qmp">The monitor socket of a guest that is run by plain QEMU.</param>
/// <param name="ProcessId">The file that QEMU writes its process id to.</param>
/// <param name="Lease">What is lent to the guest while it runs (<c>docs/formats/guest.md</c>).</param>
/// <param name="Variables">The UEFI variable store of a guest that is run by plain QEMU; libvirt keeps its own.</param>
public sealed record GuestPaths(string Folder, string Qmp, string ProcessId, string Lease, string Variables)
{
    /// <summary>The files of a guest.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="name">A valid name.</param>
    public static GuestPaths Of(HostRoots roots, string name)
    {
        var folder = roots.NameOf(roots.Run("passthrough/guests"));
        return new GuestPaths(
            folder, $"{folder}/{name}.qmp", $"{folder}/{name}.pid", $"{folder}/{name}.json", roots.NameOf(roots.Var($"lib/passthrough/guests/{name}_VARS.fd")));
    }
}
