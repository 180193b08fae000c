using Passthrough.Changes;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Description;
using Passthrough.Guests.Design;
using Passthrough.Guests.Import;
using Passthrough.Guests.Libvirt;
using Passthrough.Host;
using Passthrough.Host.Reading;
using Passthrough.Intent;

namespace Passthrough.Sessions;

/// <summary>Imports guests that another tool runs. What that tool has stays as it is.</summary>
/// <param name="roots">The machine.</param>
/// <param name="libvirtUri">libvirt's daemon; null for the system's, and for none where the machine is only a folder.</param>
public sealed class GuestImportSession(HostRoots roots, string? libvirtUri = null)
{
    // The largest text that is a guest's: libvirt's own limit for the XML of a domain is as large.
    private const int LargestText = 10 << 20;

    private readonly string? daemon = libvirtUri ?? (roots.IsLive ? LibvirtConnection.SystemUri : null);

    /// <summary>Reads a source and understands it. A guest whose UUID is another's gets one of its own, which is told: libvirt has no two domains with one.</summary>
    /// <param name="source">A file, or else the name of a domain of libvirt.</param>
    /// <param name="kind">Whose it is; null to tell that from the text.</param>
    /// <param name="name">The name that the guest is to have; null for the one in the source.</param>
    /// <param name="host">The machine, read for guests.</param>
    /// <exception cref="NotFoundException">There is neither such a file nor such a domain.</exception>
    /// <exception cref="InvalidInputException">It cannot be read or understood.</exception>
    /// <exception cref="HypervisorException">There is no such file, and libvirt does not answer.</exception>
    public ImportedGuest Read(string source, ImportSource? kind, string? name, HostFacts host)
    {
        var path = source.Length == 0 ? "" : Path.GetFullPath(source);
        var imported = File.Exists(path)
            ? GuestImporter.Import(path, TextOf(path), kind, name, host)
            : GuestImporter.Import(source, XmlOf(source, kind), ImportSource.Libvirt, name, host);
        return imported.Guest.Uuid is { } uuid && OwnerOf(uuid, imported.Guest.Name) is { } owner ? imported.WithOwnUuid(owner) : imported;
    }

    /// <summary>Writes an imported guest down, as <see cref="GuestSession.Create"/> does.</summary>
    /// <param name="imported">The guest.</param>
    /// <param name="host">The machine, read for guests.</param>
    /// <exception cref="RefusedException">The name is taken, libvirt has a domain of its own with this name, or the machine cannot have the guest; nothing was changed.</exception>
    /// <exception cref="NeedsRootException">Not root.</exception>
    public GuestDesign Add(ImportedGuest imported, HostFacts host)
    {
        var guest = imported.Guest;
        Rights.RequireRoot(roots, "guest import ...");
        if ((guest.Runtime ?? GuestDescription.UsualRuntime) == GuestRuntime.Libvirt && daemon is not null)
        {
            RequireFree(daemon, guest.Name);
        }

        return new GuestSession(roots, daemon ?? LibvirtConnection.SystemUri).Create(guest, host);
    }

    // Who else has the UUID: a guest of the intent or a domain of libvirt, whoever made it.
    private string? OwnerOf(Guid uuid, string name)
    {
        var guest = IntentStore.Read(roots).Guests.FirstOrDefault(other => other.Uuid == uuid && !IsCalled(other.Name, name));
        return guest is null ? DomainOf(uuid, name) : $"the guest '{guest.Name}'";
    }

    private string? DomainOf(Guid uuid, string name)
    {
        if (daemon is null)
        {
            return null;
        }

        try
        {
            using var connection = LibvirtConnection.Open(daemon);
            var owner = connection.List().FirstOrDefault(other => !IsCalled(other, name) && connection.XmlDesc(other)?.Contains($"<uuid>{uuid}</uuid>", StringComparison.OrdinalIgnoreCase) == true);
            return owner is null ? null : $"libvirt's domain '{owner}'";
        }
        catch (HypervisorException)
        {
            // A file is read without libvirt too, which is asked again before anything is written.
            return null;
        }
    }

    // libvirt's domains of other makers are left alone.
    private static void RequireFree(string daemon, string name)
    {
        using var connection = LibvirtConnection.Open(daemon);
        if (connection.XmlDesc(name) is { } xml && DomainXml.DefinitionOf(xml) is null)
        {
            throw new RefusedException(
                $"libvirt has a domain '{name}' that passthrough did not make; it stays as it is, and nothing was changed",
                name,
                $"give the guest another name (--name), or keep the domain's XML (virsh dumpxml --inactive {name} > {name}.xml), let go of it (virsh undefine {name} --keep-nvram --keep-tpm) and import the file");
        }
    }

    private static bool IsCalled(string name, string other) => string.Equals(name, other, StringComparison.Ordinal);

    private string XmlOf(string name, ImportSource? kind)
    {
        // No name of a domain holds a slash; one without may be a folder's too.
        if (name.Contains('/', StringComparison.Ordinal) && Directory.Exists(name))
        {
            throw new InvalidInputException($"'{name}' is a folder", name, "give the path of a guest's file in it");
        }

        if (kind is not (null or ImportSource.Libvirt) || daemon is null || name.Length == 0 || name.Contains('/', StringComparison.Ordinal))
        {
            throw new NotFoundException($"there is no file '{name}'", name, "give the path of a domain's XML, of QEMU's arguments or script, of quickemu's or of Proxmox's configuration");
        }

        using var connection = OpenFor(name, daemon);
        return connection.XmlDesc(name) ?? throw new NotFoundException($"there is neither a file nor a domain of libvirt '{name}'", name, "virsh list --all shows the domains");
    }

    private static LibvirtConnection OpenFor(string name, string daemon)
    {
        try
        {
            return LibvirtConnection.Open(daemon);
        }
        catch (HypervisorException exception)
        {
            throw new HypervisorException($"there is no file '{name}', and libvirt cannot be asked for a domain of that name: {exception.Message}", name, exception.NextStep, null, exception);
        }
    }

    private static string TextOf(string path)
    {
        if (new FileInfo(path).Length > LargestText)
        {
            throw new InvalidInputException($"'{path}' is larger than any guest's configuration ({LargestText >> 20} MiB)", path, "give the part of it that describes the guest");
        }

        var reader = new MachineReader(HostRoots.Live);
        var file = reader.ReadFile(path);
        return file switch
        {
            null => throw new InvalidInputException($"'{path}' cannot be read: {(reader.Problems is [var problem, ..] ? problem.Reason : "it is no plain file")}", path),
            { IsExact: false } => throw new InvalidInputException($"'{path}' is not UTF-8 text", path, "convert it, for example with iconv"),
            _ => file.Text,
        };
    }
}
