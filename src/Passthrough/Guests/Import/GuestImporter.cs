using System.Text.RegularExpressions;
using Passthrough.Failures;
using Passthrough.Guests.Import.Libvirt;
using Passthrough.Guests.Import.Proxmox;
using Passthrough.Guests.Import.Qemu;
using Passthrough.Guests.Import.Quickemu;
using Passthrough.Host;

namespace Passthrough.Guests.Import;

/// <summary>
/// Makes a description of a guest from what another tool runs, and says what the description does not keep. Pure: nothing of the source is run and no file that it names
/// is opened.
/// </summary>
public static partial class GuestImporter
{
    /// <summary>The guest.</summary>
    /// <param name="path">The source's absolute path, or the name of a domain: for messages, and for the folder that relative paths in it begin at.</param>
    /// <param name="text">The source.</param>
    /// <param name="source">Whose it is; null to tell that from the text.</param>
    /// <param name="name">The name that the guest is to have; null for the one in the source.</param>
    /// <param name="host">The machine, read for guests: tells cards from other devices, and the CPUs that processors are pinned to.</param>
    /// <exception cref="InvalidInputException">The text is none of this source, or the name breaks <see cref="GuestName"/>.</exception>
    public static ImportedGuest Import(string path, string text, ImportSource? source, string? name, HostFacts host)
    {
        if (name is not null && !GuestName.IsValid(name))
        {
            throw new InvalidInputException($"'{name}' is no name for a guest: {GuestName.Rule}", null, "give another --name");
        }

        var folder = path.StartsWith('/') ? path[..Math.Max(1, path.LastIndexOf('/'))] : "/";
        return (source ?? SourceOf(text)) switch
        {
            ImportSource.Libvirt => DomainImporter.Import(path, text, folder, host, name),
            ImportSource.Proxmox => ProxmoxImporter.Import(text, host, name),
            ImportSource.Quickemu => QuickemuImporter.Import(path, text, folder, host, name),
            _ => QemuImporter.Import(path, text, folder, host, name),
        };
    }

    /// <summary>Whose guest a text describes, as far as its form tells.</summary>
    public static ImportSource SourceOf(string text)
    {
        var begin = text.AsSpan().TrimStart("\ufeff \t\r\n");
        if (begin.StartsWith("<"))
        {
            return ImportSource.Libvirt;
        }

        return QemuCommand.IsLog(text) ? ImportSource.Qemu
            : Quickemu().IsMatch(text) ? ImportSource.Quickemu
            : Proxmox().IsMatch(text) ? ImportSource.Proxmox
            : ImportSource.Qemu;
    }

    // An assignment that only quickemu knows, at the beginning of a line.
    [GeneratedRegex("^(guest_os|disk_img|fixed_iso|macos_release)=", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.Multiline, 1000)]
    private static partial Regex Quickemu();

    // A setting that every guest of Proxmox VE has one or another of, at the beginning of a line.
    [GeneratedRegex("^(bios|boot|cores|cpu|efidisk0|machine|memory|meta|net0|ostype|scsihw|smbios1|sockets|vmgenid|(scsi|virtio|sata|ide|hostpci)[0-9]+): ", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.Multiline, 1000)]
    private static partial Regex Proxmox();
}
