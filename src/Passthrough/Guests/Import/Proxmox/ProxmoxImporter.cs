using System.Collections.Immutable;
using Passthrough.Guests.Description;
using Passthrough.Guests.Display;
using Passthrough.Guests.Firmware;
using Passthrough.Guests.Import.Libvirt;
using Passthrough.Guests.Import.Qemu;
using Passthrough.Guests.Memory;
using Passthrough.Guests.Sound;
using Passthrough.Host;
using Passthrough.Host.Cpu;

namespace Passthrough.Guests.Import.Proxmox;

/// <summary>Understands a guest of Proxmox VE (qm.conf(5)). Pure.</summary>
internal static class ProxmoxImporter
{
    private const long Mib = 1 << 20;

    /// <summary>The guest.</summary>
    /// <param name="text">The configuration.</param>
    /// <param name="host">The machine.</param>
    /// <param name="name">The name that the person gives; null for the one in the configuration.</param>
    public static ImportedGuest Import(string text, HostFacts host, string? name)
    {
        var draft = new ImportDraft(host, "/") { Harmless = ProxmoxRules.Harmless, Reasons = ProxmoxRules.Reasons };
        var parts = ProxmoxSource.Parse(text);
        var keys = parts.GroupBy(part => part.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);
        General(draft, keys);
        Firmware(draft, keys);
        Processor(draft, keys);
        Memory(draft, keys);
        ProxmoxDevices.Import(draft, parts, keys);
        Window(draft, parts, keys);
        Arguments(draft, keys);
        foreach (var part in parts)
        {
            part.Report(draft);
        }

        return draft.Finish(name);
    }

    private static string? Text(Dictionary<string, SourcePart> keys, string key) => keys.GetValueOrDefault(key)?.Take("");

    private static void General(ImportDraft draft, Dictionary<string, SourcePart> keys)
    {
        draft.Name = Text(keys, "name");
        var system = Text(keys, "ostype");
        GuestOs? os = system switch
        {
            "win11" => GuestOs.Windows11,
            null or "other" or "solaris" => null,
            "l24" or "l26" => GuestOs.Linux,
            _ => GuestOs.Windows,
        };
        var machine = keys.GetValueOrDefault("machine");
        DomainImporter.Machine(draft, machine?.Where ?? "machine", machine?.Take("type")?.Split('+')[0]);
        var isWindows = os is GuestOs.Windows or GuestOs.Windows11;
        draft.Guest = draft.Guest with
        {
            Os = os,
            Uuid = Guid.TryParse(keys.GetValueOrDefault("smbios1")?.Take("uuid"), out var uuid) ? uuid : null,
            Accelerator = Text(keys, "kvm") is "0" ? GuestAccelerator.Tcg : null,
            Clock = Text(keys, "localtime") switch { "1" => GuestClock.LocalTime, "0" => GuestClock.Utc, _ => isWindows ? GuestClock.LocalTime : GuestClock.Utc },
            HasGuestAgent = keys.GetValueOrDefault("agent")?.Flag("enabled") == true,
            HasTpm = false,
        };
        if (keys.GetValueOrDefault("tpmstate0") is { } tpm)
        {
            var version = tpm.Take("version");
            draft.Drop(tpm.Where, tpm.Take("file") ?? "", "the TPM begins empty: what the guest sealed in the old one (BitLocker) asks for its recovery key");
            draft.Guest = draft.Guest with { HasTpm = version is "v2.0", Tpm = version is "v2.0" ? TpmModel.Tis : null };
            if (version is not "v2.0")
            {
                draft.Drop(tpm.Where, $"version={version}", "a TPM is an emulated TPM 2.0");
            }
        }
    }

    private static void Firmware(ImportDraft draft, Dictionary<string, SourcePart> keys)
    {
        if (Text(keys, "bios") is not "ovmf")
        {
            draft.Guest = draft.Guest with { Firmware = new FirmwareDescription { Kind = GuestFirmwareKind.Bios } };
            return;
        }

        var store = keys.GetValueOrDefault("efidisk0");
        var hasKeys = store?.Flag("pre-enrolled-keys") == true;
        draft.Guest = draft.Guest with { Firmware = new FirmwareDescription { Kind = GuestFirmwareKind.Uefi, SecureBoot = hasKeys, HasKeys = hasKeys ? true : null } };
        if (store?.Take("file") is { } volume)
        {
            draft.Drop(store.Where, volume, "the guest begins with empty UEFI variables, so without its boot entries");
        }
    }

    private static void Processor(ImportDraft draft, Dictionary<string, SourcePart> keys)
    {
        var cores = (long)(QemuParts.Number(Text(keys, "cores")) ?? 1) * (QemuParts.Number(Text(keys, "sockets")) ?? 1);
        draft.SetVcpus(keys.GetValueOrDefault("cores")?.Where ?? "cores", cores);
        var cpu = keys.GetValueOrDefault("cpu");
        var model = cpu?.Take("cputype") ?? "x86-64-v2-AES";
        if (model is not "host")
        {
            draft.Drop(cpu?.Where ?? "cpu", model, "the guest sees the machine's own processor");
        }

        var isWindows = draft.Guest.Os is GuestOs.Windows or GuestOs.Windows11;
        draft.Guest = draft.Guest with { Cpu = draft.Guest.Cpu with { HidesKvm = cpu?.Flag("hidden") == true, HasHyperV = isWindows } };
        if (isWindows)
        {
            draft.SetVendorId(cpu?.Where ?? "cpu", cpu?.Take("hv-vendor-id") ?? (cpu?.Flag("hidden") == true || keys.Values.Any(part => part.Option is "hostpci" && part.Peek("x-vga") is "1" or "on") ? "proxmox" : null));
        }

        if (keys.GetValueOrDefault("affinity") is { } affinity && CpuSet.FromList(affinity.Take("")) is var cpus)
        {
            if (cpus is not null && cpus.Count == cores)
            {
                draft.Note($"{affinity.Where}: there are as many CPUs as processors, so each processor gets one of {cpus} for itself");
                draft.Guest = draft.Guest with { Cpu = draft.Guest.Cpu with { Vcpus = null, Cpus = cpus } };
            }
            else
            {
                draft.Drop(affinity.Where, affinity.Words, "processors are pinned when each has a CPU for itself; say which cores the guest gets (cpu: cores)");
            }
        }
    }

    private static void Memory(ImportDraft draft, Dictionary<string, SourcePart> keys)
    {
        var memory = keys.GetValueOrDefault("memory");
        draft.SetMemory(memory?.Where ?? "memory", (long)(QemuParts.Number(memory?.Take("current")) ?? 512) * Mib);
        var pages = Text(keys, "hugepages");
        var balloon = Text(keys, "balloon");
        draft.Guest = draft.Guest with
        {
            Memory = draft.Guest.Memory with
            {
                HugePages = pages switch { null => HugePageSize.Off, "1024" => HugePageSize.Gib1, "2" => HugePageSize.Mib2, _ => null },
                HasBalloon = balloon is not "0",
            },
        };
        if (balloon is not (null or "0"))
        {
            draft.Drop(keys["balloon"].Where, balloon, "the guest has all of its memory from the start");
        }
    }

    private static void Window(ImportDraft draft, ImmutableArray<SourcePart> parts, Dictionary<string, SourcePart> keys)
    {
        var vga = keys.GetValueOrDefault("vga");
        var type = vga?.Take("type");
        // With x-vga the card is the only display.
        var isCard = parts.Any(part => part.Option is "hostpci" && part.Peek("x-vga") is "1" or "on");
        var isShown = !isCard && type is not ("none" or "serial0" or "serial1" or "serial2" or "serial3");
        var isSpice = type?.StartsWith("qxl", StringComparison.Ordinal) == true;
        if (isShown && !isSpice)
        {
            draft.Drop(vga?.Where ?? "vga", type ?? "std", "the window is SPICE's, with an emulated QXL card, not noVNC's");
        }

        draft.Guest = draft.Guest with { Display = isShown ? EmulatedDisplay.Spice : EmulatedDisplay.None, Sound = new SoundDescription { Backend = SoundBackend.None } };
        if (keys.GetValueOrDefault("audio0") is { } audio)
        {
            if (audio.Take("device") is not "ich9-intel-hda" and var device)
            {
                draft.Drop(audio.Where, device ?? "", "an emulated sound card is Intel's HDA of ICH9");
            }

            draft.Guest = draft.Guest with { Sound = SoundBackends.Of(draft, audio.Where, audio.Take("driver") ?? "spice", null, isShown) };
        }

        if (keys.GetValueOrDefault("ivshmem") is { } memory)
        {
            if (memory.Take("name") is LookingGlass.Name && QemuParts.Number(memory.Take("size")) is { } size)
            {
                draft.SetLookingGlass(memory.Where, size * Mib, SharedMemoryKind.Shm);
            }
            else
            {
                memory.Drop(draft, $"memory is shared for Looking Glass ({LookingGlass.Name})");
            }
        }
    }

    private static void Arguments(ImportDraft draft, Dictionary<string, SourcePart> keys)
    {
        if (keys.GetValueOrDefault("args") is { } arguments && arguments.Take("") is { } text)
        {
            QemuImporter.AddText(draft, arguments.Where, text);
        }
    }
}
