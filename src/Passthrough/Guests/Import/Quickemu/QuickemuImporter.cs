using System.Collections.Immutable;
using Passthrough.Guests.Description;
using Passthrough.Guests.Disks;
using Passthrough.Guests.Display;
using Passthrough.Guests.Firmware;
using Passthrough.Guests.Import.Qemu;
using Passthrough.Guests.Network;
using Passthrough.Host;

namespace Passthrough.Guests.Import.Quickemu;

/// <summary>Understands quickemu's <c>.conf</c> (quickemu_conf(5)), a shell script of assignments that is read and never run. Pure.</summary>
internal static class QuickemuImporter
{
    /// <summary>The guest.</summary>
    /// <param name="source">The file's name, which names the guest.</param>
    /// <param name="text">The file.</param>
    /// <param name="folder">The folder that relative paths begin at.</param>
    /// <param name="host">The machine.</param>
    /// <param name="name">The name that the person gives; null for the file's.</param>
    public static ImportedGuest Import(string source, string text, string folder, HostFacts host, string? name)
    {
        var draft = new ImportDraft(host, folder) { Harmless = QuickemuRules.Harmless, Reasons = QuickemuRules.Reasons, Name = Path.GetFileNameWithoutExtension(source) };
        var script = ShellScript.Parse(text);
        foreach (var command in script.Commands)
        {
            draft.Drop(command.Words[0].Where, string.Join(' ', command.Words.Select(word => word.Text)), "the file is not run");
        }

        var parts = script.Variables.Select(variable => PartOf(draft, variable.Key, variable.Value)).OfType<SourcePart>().ToList();
        var keys = parts.ToDictionary(part => part.Name, StringComparer.Ordinal);
        System(draft, keys);
        Disks(draft, keys);
        Network(draft, keys);
        foreach (var device in keys.GetValueOrDefault("usb_devices")?.TakeAll("") ?? [])
        {
            draft.AddUsb(keys["usb_devices"].Where, device);
        }

        Arguments(draft, keys);
        parts.ForEach(part => part.Report(draft));
        return draft.Finish(name);
    }

    private static SourcePart? PartOf(ImportDraft draft, string name, ShellVariable variable)
    {
        var where = $"{variable.Where}: {name}";
        if (variable.Words.FirstOrDefault(word => word.Unknown is not null) is { } unknown)
        {
            draft.Drop(where, unknown.Text, $"what {unknown.Unknown} stands for is not said in the file");
            return null;
        }

        // An empty value is quickemu's own choice.
        var values = variable.Words.Where(word => word.Text.Length > 0).Select(word => new SourceValue("", word.Text)).ToImmutableArray();
        return values.IsEmpty ? null : new SourcePart(name, where, values, []);
    }

    private static string? Text(Dictionary<string, SourcePart> keys, string key) => keys.GetValueOrDefault(key)?.Take("");

    private static void System(ImportDraft draft, Dictionary<string, SourcePart> keys)
    {
        var hasTpm = Text(keys, "tpm") is "on";
        var isSecure = Text(keys, "secureboot") is "on";
        var system = Text(keys, "guest_os") ?? "linux";
        GuestOs? os = system switch
        {
            "windows" => hasTpm ? GuestOs.Windows11 : GuestOs.Windows,
            "windows-server" => GuestOs.Windows,
            "linux" or "linux_old" or "ubuntu" => GuestOs.Linux,
            _ => null,
        };
        if (os == GuestOs.Windows11)
        {
            draft.Note($"{keys["tpm"].Where}: quickemu gives a TPM to Windows 11 alone, so the system is taken for it");
        }

        if (system is "macos")
        {
            draft.Drop(keys["guest_os"].Where, system, "nothing of what macOS needs to start (OpenCore, the SMC) is made here");
        }

        var isLegacy = Text(keys, "boot") is "legacy" or "bios";
        draft.Guest = draft.Guest with
        {
            Os = os,
            HasTpm = hasTpm,
            Tpm = hasTpm ? TpmModel.Tis : null,
            Firmware = isLegacy ? new FirmwareDescription { Kind = GuestFirmwareKind.Bios } : new FirmwareDescription { Kind = GuestFirmwareKind.Uefi, SecureBoot = isSecure },
            Display = EmulatedDisplay.Spice,
        };
        if (!isLegacy)
        {
            draft.Note("the guest begins with empty UEFI variables; quickemu's are in the folder of the disk (OVMF_VARS.fd)");
        }

        if (keys.GetValueOrDefault("ram") is { } ram && QemuSize.Bytes(ram.Take(""), 1 << 20) is { } bytes)
        {
            draft.SetMemory(ram.Where, bytes);
        }

        if (keys.GetValueOrDefault("cpu_cores") is { } cores && cores.Number("", draft) is { } count)
        {
            draft.SetVcpus(cores.Where, count);
        }
    }

    private static void Disks(ImportDraft draft, Dictionary<string, SourcePart> keys)
    {
        var format = Text(keys, "disk_format");
        if (keys.GetValueOrDefault("disk_img") is { } disk && disk.Take("") is { } image && draft.PathOf(disk.Where, image) is { } path)
        {
            draft.Add(new DraftDisk(disk.Where, new DiskDescription(path) { Format = format is "raw" ? GuestDiskFormat.Raw : GuestDiskFormat.Qcow2, Bus = GuestDiskBus.Virtio }, IsDisc: false));
        }

        foreach (var key in new[] { "iso", "fixed_iso" })
        {
            if (keys.GetValueOrDefault(key) is { } disc && disc.Take("") is { } file && draft.PathOf(disc.Where, file) is { } found)
            {
                draft.Add(new DraftDisk(disc.Where, new DiskDescription(found), IsDisc: true));
            }
        }
    }

    private static void Network(ImportDraft draft, Dictionary<string, SourcePart> keys)
    {
        var part = keys.GetValueOrDefault("network");
        var kind = part?.Take("");
        var mac = Text(keys, "macaddr");
        switch (kind)
        {
            case "none":
                break;
            case null or "nat" or "restrict" or "user":
                if (kind is "restrict")
                {
                    draft.Drop(part!.Where, kind, "a guest behind NAT reaches the network");
                }

                draft.Add(part?.Where ?? "network", new NetworkDescription(GuestNetworkKind.Nat, null) { Mac = mac });
                break;
            default:
                draft.Add(part!.Where, new NetworkDescription(GuestNetworkKind.Bridge, kind) { Mac = mac });
                break;
        }
    }

    private static void Arguments(ImportDraft draft, Dictionary<string, SourcePart> keys)
    {
        if (keys.GetValueOrDefault("extra_args") is { } arguments)
        {
            QemuImporter.AddText(draft, arguments.Where, string.Join(' ', arguments.TakeAll("")));
        }
    }
}
