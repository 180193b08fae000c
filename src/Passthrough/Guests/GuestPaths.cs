using System.Collections.Immutable;
using Passthrough.Host;

namespace Passthrough.Guests;

/// <summary>The files of one guest on the host, as the machine itself names them.</summary>
/// <param name="Folder">The folder of everything that belongs to running guests (<c>/run/passthrough/guests</c>).</param>
/// <param name="Name">The guest's name.</param>
/// <param name="StateFolder">The folder of what guests of plain QEMU keep (<c>/var/lib/passthrough/guests</c>).</param>
public sealed record GuestPaths(string Folder, string Name, string StateFolder)
{
    private const string VariablesEnd = "_VARS.fd";

    /// <summary>The monitor socket of a guest that is run by plain QEMU.</summary>
    public string Qmp => $"{Folder}/{Name}.qmp";

    /// <summary>The file that QEMU writes its process id to.</summary>
    public string ProcessId => $"{Folder}/{Name}.pid";

    /// <summary>What is lent to the guest while it runs (<c>docs/formats/guest.md</c>).</summary>
    public string Session => $"{Folder}/{Name}.json";

    /// <summary>What QEMU says when it starts.</summary>
    public string Log => $"{Folder}/{Name}.log";

    /// <summary>The socket of the SPICE window.</summary>
    public string Spice => $"{Folder}/{Name}.spice";

    /// <summary>The socket of the guest agent.</summary>
    public string Agent => $"{Folder}/{Name}.agent";

    /// <summary>The socket of the serial console.</summary>
    public string Serial => $"{Folder}/{Name}.serial";

    /// <summary>The socket of the TPM.</summary>
    public string Tpm => $"{Folder}/{Name}.tpm";

    /// <summary>The UEFI variable store of a guest that is run by plain QEMU; libvirt keeps its own.</summary>
    public string Variables => $"{StateFolder}/{Name}{VariablesEnd}";

    /// <summary>The definition that libvirt was given last.</summary>
    public string Definition => $"{StateFolder}/{Name}.xml";

    /// <summary>The folder with the TPM's state of a guest that is run by plain QEMU; libvirt keeps its own. systemd makes it a link to <see cref="PrivateTpmState"/>.</summary>
    public string TpmState => $"{StateFolder}/{Name}.tpm";

    /// <summary>Where the TPM's own user finds its state (<c>DynamicUser</c> in systemd.exec(5)).</summary>
    public string PrivateTpmState => TpmState.Replace("/var/lib/", "/var/lib/private/", StringComparison.Ordinal);

    /// <summary>The sockets that QEMU itself makes.</summary>
    public ImmutableArray<string> Sockets => [Qmp, Spice, Agent, Serial];

    /// <summary>The socket of a shared folder.</summary>
    /// <param name="index">The folder's place, from 0.</param>
    public string Share(int index) => $"{Folder}/{Name}.share{index}";

    /// <summary>The UEFI variable store of a guest.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="runtime">What runs it: libvirt keeps stores in a folder of its own.</param>
    /// <param name="name">The guest's name.</param>
    public static string VariablesOf(HostRoots roots, GuestRuntime runtime, string? name) =>
        runtime == GuestRuntime.Qemu ? Of(roots, name ?? "").Variables : roots.NameOf(roots.Var($"lib/libvirt/qemu/nvram/{name}{VariablesEnd}"));

    /// <summary>The files of a guest.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="name">A valid name.</param>
    public static GuestPaths Of(HostRoots roots, string name) =>
        new(roots.NameOf(roots.Run("passthrough/guests")), name, roots.NameOf(roots.Var("lib/passthrough/guests")));
}
