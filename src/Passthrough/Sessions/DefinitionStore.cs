using System.Text;
using Passthrough.Changes.Files;
using Passthrough.Guests;
using Passthrough.Guests.Libvirt;
using Passthrough.Host;
using Passthrough.Host.Reading;

namespace Passthrough.Sessions;

/// <summary>
/// The definition that libvirt was given last for a guest, before it and anybody else changed it (<c>/var/lib/passthrough/guests/NAME.xml</c>): what has changed since is not this program's. The new
/// one is written beside it before libvirt gets it, so that whichever libvirt has is there after a crash.
/// </summary>
internal static class DefinitionStore
{
    /// <summary>The definition that a domain was made from.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="guest">The guest's name.</param>
    /// <param name="fingerprint">The fingerprint in the domain.</param>
    /// <returns>Null when it is not kept.</returns>
    public static string? Read(HostRoots roots, string guest, string fingerprint)
    {
        var reader = new MachineReader(roots);
        return new[] { PathOf(roots, guest), NextPathOf(roots, guest) }
            .Select(reader.ReadText)
            .OfType<string>()
            .FirstOrDefault(text => string.Equals(DomainXml.DefinitionOf(text), fingerprint, StringComparison.Ordinal));
    }

    /// <summary>Writes the definition that libvirt is about to get.</summary>
    public static void Announce(HostRoots roots, string guest, string xml)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(roots, guest))!);
        DurableFile.Write(NextPathOf(roots, guest), Encoding.UTF8.GetBytes(xml));
    }

    /// <summary>libvirt has it.</summary>
    public static void Settle(HostRoots roots, string guest) => DurableFile.Replace(NextPathOf(roots, guest), PathOf(roots, guest));

    /// <summary>Forgets a guest.</summary>
    public static void Remove(HostRoots roots, string guest)
    {
        DurableFile.Remove(PathOf(roots, guest));
        DurableFile.Remove(NextPathOf(roots, guest));
    }

    private static string PathOf(HostRoots roots, string guest) => roots.Locate(GuestPaths.Of(roots, guest).Definition);

    private static string NextPathOf(HostRoots roots, string guest) => PathOf(roots, guest) + ".next";
}
