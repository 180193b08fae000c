using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Failures;
using Passthrough.Guests.Description;
using Passthrough.Guests.Firmware;
using Passthrough.Guests.Import.Qemu;
using Passthrough.Guests.Libvirt;
using Passthrough.Guests.Memory;
using Passthrough.Host;

namespace Passthrough.Guests.Import.Libvirt;

/// <summary>Understands a libvirt domain (<c>https://libvirt.org/formatdomain.html</c>). Pure.</summary>
internal static class DomainImporter
{
    /// <summary>The guest.</summary>
    /// <param name="source">The source's name, for messages.</param>
    /// <param name="text">The XML.</param>
    /// <param name="folder">The folder that relative paths begin at.</param>
    /// <param name="host">The machine.</param>
    /// <param name="name">The name that the person gives; null for the domain's.</param>
    /// <exception cref="InvalidInputException">It is no domain, one of another architecture, or one that libvirt itself refuses; the message names the line.</exception>
    public static ImportedGuest Import(string source, string text, string folder, HostFacts host, string? name)
    {
        var domain = DomainSource.Parse(source, text);
        var draft = new ImportDraft(host, folder) { Harmless = DomainImportRules.Harmless, Reasons = DomainImportRules.Reasons };
        draft.Name = domain.Part("name")?.Take("");
        Identity(draft, domain);
        Os(draft, domain, name ?? draft.Name);
        Memory(draft, domain);
        Features(draft, domain);
        Clock(draft, domain);
        var devices = domain.Part("devices");
        var iothreads = domain.Part("iothreads");
        var threads = iothreads?.Number("", draft);
        if (threads is > GuestRules.MostIoThreads)
        {
            draft.Drop(iothreads!.Where, $"{threads} I/O threads", $"there are at most {GuestRules.MostIoThreads}");
            threads = null;
        }

        draft.Guest = draft.Guest with { Cpu = draft.Guest.Cpu with { IoThreads = threads } };
        if (devices is not null)
        {
            DomainDevices.Import(draft, devices);
        }

        Commandline(draft, domain);
        Override(draft, domain, devices);
        DomainProcessor.Import(draft, domain);
        domain.Report(draft);
        return draft.Finish(name);
    }

    private static void Identity(ImportDraft draft, SourcePart domain)
    {
        var type = domain.Take("type");
        if (type is not ("kvm" or "qemu"))
        {
            throw new InvalidInputException($"a domain of type '{type}' is not run by QEMU", domain.Where, "only domains of type kvm and qemu can be imported");
        }

        var uuid = domain.Part("uuid")?.Take("");
        draft.Guest = draft.Guest with { Accelerator = type is "qemu" ? GuestAccelerator.Tcg : null, Uuid = Guid.TryParse(uuid, out var parsed) ? parsed : null };
        if (uuid is not null && draft.Guest.Uuid is null)
        {
            draft.Drop("/domain/uuid", uuid, "it is no UUID; one is made");
        }

        if (domain.Part("metadata")?.Part("libosinfo:libosinfo")?.Part("libosinfo:os") is { } system && system.Take("id") is { } id)
        {
            draft.Guest = draft.Guest with { Os = OsinfoNames.Of(id) };
            draft.Note(draft.Guest.Os is { } os ? $"{system.Where}: {id} is 'os: {EnumWord.Of(os)}'" : $"{system.Where}: {id} is none of the systems that anything is tuned for");
        }
    }

    private static void Os(ImportDraft draft, SourcePart domain, string? name)
    {
        if (domain.Part("os") is not { } os)
        {
            throw new InvalidInputException("the domain has no <os>", domain.Where);
        }

        if (os.Part("type") is { } type)
        {
            var architecture = type.Take("arch");
            if (architecture is not (null or "x86_64" or "i686"))
            {
                throw new InvalidInputException($"the domain is for {architecture}, and guests here are for x86_64", type.Where);
            }

            if (architecture is "i686")
            {
                draft.Drop(type.Where, "arch=i686", "guests are for x86_64, which runs the same systems");
            }

            type.Take("");
            Machine(draft, type.Where, type.Take("machine"));
        }

        Firmware(draft, os, name);
        var boots = os.All("boot").ToList();
        var usual = string.Join(' ', boots.Select(boot => boot.Take("dev")));
        if (usual is not ("" or "hd" or "hd cdrom" or "hd network" or "hd cdrom network"))
        {
            draft.Drop($"{os.Where}/boot", usual, "the guest starts from disks in their order, then from discs; 'boot' of a disk changes that");
        }
    }

    /// <summary>The machine that a name of QEMU's stands for.</summary>
    internal static void Machine(ImportDraft draft, string where, string? machine)
    {
        GuestMachine? known = machine switch
        {
            null => GuestMachine.I440fx,
            "q35" => GuestMachine.Q35,
            _ when machine.StartsWith("pc-q35-", StringComparison.Ordinal) => GuestMachine.Q35,
            "pc" => GuestMachine.I440fx,
            _ when machine.StartsWith("pc-i440fx-", StringComparison.Ordinal) || machine.StartsWith("pc-0.", StringComparison.Ordinal) || machine.StartsWith("pc-1.", StringComparison.Ordinal) => GuestMachine.I440fx,
            _ => null,
        };
        if (known is not { } model)
        {
            draft.Drop(where, $"machine {machine}", "guests have q35 or pc; q35 is taken");
        }
        else if (machine is not (null or "q35" or "pc"))
        {
            draft.Drop(where, $"machine {machine}", $"the version is not kept: the guest gets the newest {EnumWord.Of(model)} of this machine's QEMU");
        }

        draft.Guest = draft.Guest with { Machine = known == GuestMachine.I440fx ? known : null };
    }

    private static void Firmware(ImportDraft draft, SourcePart os, string? name)
    {
        var chosen = os.Take("firmware");
        var loader = os.Part("loader");
        var nvram = os.Part("nvram");
        var features = (os.Part("firmware")?.All("feature") ?? []).ToDictionary(feature => feature.Take("name") ?? "", feature => feature.Flag("enabled") == true, StringComparer.Ordinal);
        var isSecure = loader?.Flag("secure") == true || features.GetValueOrDefault("secure-boot");
        var code = loader?.Take("");
        var isFlash = loader?.Take("type") is "pflash" || loader?.Take("stateless") is not null;
        if (chosen is "efi" || isFlash)
        {
            draft.SetUefi(loader?.Where ?? os.Where, code, nvram?.Take("template"), isSecure);
            if (chosen is "efi" && features.TryGetValue("enrolled-keys", out var hasKeys) && isSecure)
            {
                draft.Guest = draft.Guest with { Firmware = draft.Guest.Firmware with { HasKeys = hasKeys } };
            }
        }
        else
        {
            draft.Guest = draft.Guest with { Firmware = new FirmwareDescription { Kind = GuestFirmwareKind.Bios } };
            if (code is not null)
            {
                draft.Drop(loader!.Where, code, "firmware in one file that is no flash keeps no variables: the guest is taken to start from a BIOS; write 'firmware: uefi' when it is UEFI");
            }
        }

        if (nvram?.Take("") is { } store)
        {
            draft.LeaveVariables(nvram.Where, store, name);
        }
    }

    private static void Memory(ImportDraft draft, SourcePart domain)
    {
        if (domain.Part("memory") is { } memory)
        {
            var (number, unit) = (memory.Take(""), memory.Take("unit"));
            if (LibvirtSize.Bytes(number, unit, LibvirtSize.Kib) is { } bytes)
            {
                draft.SetMemory(memory.Where, bytes);
                if (domain.Part("currentMemory") is { } current && LibvirtSize.Bytes(current.Take(""), current.Take("unit"), LibvirtSize.Kib) is { } now && now != bytes)
                {
                    draft.Drop(current.Where, current.Words, "the guest has all of its memory from the start");
                }
            }
            else
            {
                draft.Drop(memory.Where, memory.Words, "it is no size of memory");
            }
        }

        var backing = domain.Part("memoryBacking");
        var pages = HugePages(draft, backing?.Part("hugepages"));
        draft.Guest = draft.Guest with
        {
            Memory = draft.Guest.Memory with
            {
                HugePages = pages,
                IsMerged = backing?.Part("nosharepages") is null ? null : false,
                IsLocked = backing?.Part("locked") is null ? null : true,
            },
        };
        foreach (var entry in domain.All("sysinfo").SelectMany(info => info.Take("type") is "fwcfg" ? info.All("entry") : []))
        {
            if (entry.Take("name") is "opt/ovmf/X-PciMmio64Mb" && int.TryParse(entry.Take(""), NumberStyles.None, CultureInfo.InvariantCulture, out var window) && window is >= 1024 and <= GuestRules.MostMemoryMiB)
            {
                draft.Guest = draft.Guest with { Memory = draft.Guest.Memory with { Mmio64MiB = window } };
            }
            else
            {
                draft.Drop(entry.Where, entry.Words, "of the settings for firmware only the window for BARs above 4 GiB is known (mmio-window)");
            }
        }
    }

    private static HugePageSize HugePages(ImportDraft draft, SourcePart? hugePages)
    {
        if (hugePages is null)
        {
            return HugePageSize.Off;
        }

        var page = hugePages.Part("page");
        switch (LibvirtSize.Bytes(page?.Take("size"), page?.Take("unit"), LibvirtSize.Kib))
        {
            case null:
                draft.Note($"{hugePages.Where}: no size of huge pages is said, which are then of 2 MiB");
                return HugePageSize.Mib2;
            case 2 << 20:
                return HugePageSize.Mib2;
            case 1 << 30:
                return HugePageSize.Gib1;
            default:
                draft.Drop(page!.Where, page.Words, "huge pages are of 2 MiB or 1 GiB");
                return HugePageSize.Off;
        }
    }

    private static void Features(ImportDraft draft, SourcePart domain)
    {
        var features = domain.Part("features");
        var hyperV = features?.Part("hyperv");
        var cpu = draft.Guest.Cpu with
        {
            HidesKvm = features?.Part("kvm")?.Part("hidden")?.Flag("state") ?? false,
            HasKvmIoApic = features?.Part("ioapic")?.Take("driver") switch { "kvm" => true, "qemu" => false, _ => null },
        };
        draft.Guest = draft.Guest with { Cpu = cpu };
        // 'passthrough' shows all that the host's KVM has; 'custom' what is switched on.
        var mode = hyperV?.Take("mode");
        var shown = hyperV is null ? [] : hyperV.Parts.Where(part => part.Peek("state") is "on").Select(part => part.Name).ToImmutableArray();
        var isOn = mode is "passthrough" or "host-model" || !shown.IsEmpty;
        draft.Guest = draft.Guest with { Cpu = draft.Guest.Cpu with { HasHyperV = isOn } };
        if (mode is "passthrough" or "host-model")
        {
            draft.Drop(hyperV!.Where, $"mode={mode}", "the interfaces of Hyper-V that are shown are always the same");
        }

        if (!isOn)
        {
            return;
        }

        foreach (var part in hyperV!.Parts.Where(part => HyperVNames.Known.Contains(part.Name, StringComparer.Ordinal)))
        {
            hyperV.All(part.Name).ToList().ForEach(known => known.Take("state"));
        }

        var vendor = hyperV.Part("vendor_id");
        draft.SetVendorId(vendor?.Where ?? hyperV.Where, vendor?.Flag("state") == true ? vendor.Take("value") : null);
        TellMissing(draft, hyperV, shown);
    }

    private static void TellMissing(ImportDraft draft, SourcePart hyperV, ImmutableArray<string> shown)
    {
        var added = HyperVNames.Known.Except(shown, StringComparer.Ordinal).ToList();
        if (added.Count > 0)
        {
            draft.Note($"{hyperV.Where}: shown of Hyper-V besides what the domain has: {string.Join(", ", added)}");
        }
    }

    private static void Clock(ImportDraft draft, SourcePart domain)
    {
        if (domain.Part("clock") is not { } clock)
        {
            return;
        }

        // It goes with Hyper-V's interfaces.
        foreach (var timer in clock.Parts.Where(timer => draft.Guest.Cpu.HasHyperV == true && timer.Peek("name") is "hypervclock" && timer.Peek("present") is "yes"))
        {
            timer.TakeWhole();
        }

        var offset = clock.Take("offset");
        draft.Guest = draft.Guest with { Clock = offset is null ? null : EnumWord.Parse<GuestClock>(offset) };
        if (offset is not null && draft.Guest.Clock is null)
        {
            draft.Drop(clock.Where, $"offset={offset}", "a clock shows UTC or local time; it is chosen by the system");
        }
    }

    private static void Commandline(ImportDraft draft, SourcePart domain)
    {
        if (domain.Part("qemu:commandline") is not { } commandline)
        {
            return;
        }

        var words = commandline.All("qemu:arg").Select(argument => new QemuWord(argument.Take("value") ?? "", argument.Where, null)).ToImmutableArray();
        QemuImporter.AddWords(draft, words);
        QemuEnvironment.Import(draft, [.. commandline.All("qemu:env").Select(variable => new QemuWord($"{variable.Take("name")}={variable.Take("value")}", variable.Where, null))]);
    }

    private static void Override(ImportDraft draft, SourcePart domain, SourcePart? devices)
    {
        foreach (var device in domain.Part("qemu:override")?.All("qemu:device") ?? [])
        {
            var alias = device.Take("alias");
            var hostdev = devices?.Parts.FirstOrDefault(part => part.Name is "hostdev" && part.Parts.Any(child => child.Name is "alias" && string.Equals(child.Peek("name"), alias, StringComparison.Ordinal)));
            foreach (var property in device.Part("qemu:frontend")?.All("qemu:property") ?? [])
            {
                var owner = draft.Devices.FirstOrDefault(other => string.Equals(other.Where, hostdev?.Where, StringComparison.Ordinal));
                if (owner is not null && property.Take("name") is "x-vga" && property.Take("type") is "bool" && property.Take("value") is "true")
                {
                    draft.Replace(owner, owner with { Device = owner.Device with { IsLegacyVga = true } });
                }
                else
                {
                    property.Drop(draft, "of QEMU's own settings of a device only x-vga of a card is known (legacy-vga)");
                }
            }
        }
    }
}
