using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Guests.Description;
using Passthrough.Guests.Firmware;
using Passthrough.Guests.Import.Libvirt;
using Passthrough.Guests.Memory;
using Passthrough.Guests.Sound;
using Passthrough.Host;

namespace Passthrough.Guests.Import.Qemu;

/// <summary>Understands a command of QEMU (<c>qemu(1)</c>). Pure.</summary>
internal static class QemuImporter
{
    private const long Mib = 1 << 20;

    private static readonly ImmutableArray<string> Levels = ["sockets", "dies", "cores", "threads"];

    /// <summary>The guest.</summary>
    /// <param name="source">The text's name, for messages.</param>
    /// <param name="text">Arguments, a script or a log: <see cref="QemuCommand.Find"/>.</param>
    /// <param name="folder">The folder that relative paths begin at.</param>
    /// <param name="host">The machine.</param>
    /// <param name="name">The name that the person gives; null for the one in the command.</param>
    /// <exception cref="InvalidInputException">There is no command of QEMU.</exception>
    public static ImportedGuest Import(string source, string text, string folder, HostFacts host, string? name)
    {
        var draft = new ImportDraft(host, folder) { Harmless = QemuRules.Harmless, Reasons = QemuRules.Reasons };
        var command = QemuCommand.Find(source, text, draft);
        var options = QemuOptions.Of(draft, command.Words);
        // What QEMU does when nothing is said.
        draft.Guest = draft.Guest with
        {
            Runtime = QemuCommand.IsLog(text) ? null : GuestRuntime.Qemu,
            Accelerator = GuestAccelerator.Tcg,
            Machine = GuestMachine.I440fx,
            Firmware = new FirmwareDescription { Kind = GuestFirmwareKind.Bios },
            HasTpm = false,
            Memory = new MemoryDescription { SizeMiB = 128, HugePages = HugePageSize.Off, HasBalloon = false },
            Cpu = new CpuDescription { Vcpus = 1, HasHyperV = false, HidesKvm = false, HasTopoext = false, HasHostCaches = false },
            Clock = GuestClock.Utc,
            Sound = new SoundDescription { Backend = SoundBackend.None },
            HasGuestAgent = false,
        };
        var parts = new QemuParts(options);
        QemuNetworks.Default(draft, parts);
        QemuWindow.Display(draft, parts);
        AddTo(draft, options);
        QemuEnvironment.Import(draft, command.Environment);
        return draft.Finish(name);
    }

    /// <summary>Adds arguments that another tool hands on to QEMU.</summary>
    /// <param name="draft">The guest.</param>
    /// <param name="words">The arguments.</param>
    public static void AddWords(ImportDraft draft, ImmutableArray<QemuWord> words)
    {
        var rules = (draft.Harmless, draft.Reasons);
        (draft.Harmless, draft.Reasons) = (QemuRules.Harmless, QemuRules.Reasons);
        AddTo(draft, QemuOptions.Of(draft, words));
        (draft.Harmless, draft.Reasons) = rules;
    }

    /// <summary>The same of arguments in one line, as a shell would split it.</summary>
    /// <param name="draft">The guest.</param>
    /// <param name="where">Where it stands.</param>
    /// <param name="text">The line.</param>
    public static void AddText(ImportDraft draft, string where, string text) =>
        AddWords(draft, [.. ShellScript.Parse("qemu " + text).Commands.Take(1).SelectMany(command => command.Words.Skip(1)).Select(word => word with { Where = where })]);

    private static void AddTo(ImportDraft draft, ImmutableArray<SourcePart> options)
    {
        var parts = new QemuParts(options);
        Identity(draft, parts);
        Machine(draft, parts);
        Processor(draft, parts);
        Memory(draft, parts);
        Firmware(draft, parts);
        QemuDisks.Import(draft, parts);
        QemuNetworks.Import(draft, parts);
        QemuDevices.Import(draft, parts);
        foreach (var option in options)
        {
            option.Report(draft);
        }
    }

    private static void Identity(ImportDraft draft, QemuParts parts)
    {
        if (parts.Last("-name")?.Take("guest") is { } name)
        {
            draft.Name = name;
        }

        if (parts.Last("-uuid")?.Take("") is { } uuid)
        {
            draft.Guest = draft.Guest with { Uuid = Guid.TryParse(uuid, out var parsed) ? parsed : null };
            if (draft.Guest.Uuid is null)
            {
                draft.Drop(parts.Last("-uuid")!.Where, uuid, "it is no UUID; one is made");
            }
        }

        if (parts.Last("-rtc")?.Take("base") is { } clock)
        {
            draft.Guest = draft.Guest with { Clock = EnumWord.Parse<GuestClock>(clock) };
            if (draft.Guest.Clock is null)
            {
                draft.Drop(parts.Last("-rtc")!.Where, $"base={clock}", "a clock shows UTC or local time");
            }
        }

        if (parts.Last("-localtime") is { } old)
        {
            old.TakeWhole();
            draft.Guest = draft.Guest with { Clock = GuestClock.LocalTime };
        }
    }

    private static void Machine(ImportDraft draft, QemuParts parts)
    {
        foreach (var machine in parts.All("-machine"))
        {
            if (machine.Take("type") is { } type)
            {
                DomainImporter.Machine(draft, machine.Where, type);
            }

            Accelerator(draft, machine, "accel");
            if ((machine.Take("kernel_irqchip") ?? machine.Take("kernel-irqchip")) is { } chip)
            {
                draft.Guest = draft.Guest with { Cpu = draft.Guest.Cpu with { HasKvmIoApic = chip is "on" } };
            }

            if ((machine.Flag("mem-merge") ?? true) is false)
            {
                draft.Guest = draft.Guest with { Memory = draft.Guest.Memory with { IsMerged = false } };
            }
        }

        foreach (var accelerator in parts.All("-accel"))
        {
            Accelerator(draft, accelerator, "accel");
            if ((accelerator.Take("kernel_irqchip") ?? accelerator.Take("kernel-irqchip")) is { } chip)
            {
                draft.Guest = draft.Guest with { Cpu = draft.Guest.Cpu with { HasKvmIoApic = chip is "on" } };
            }
        }

        if (parts.Last("-enable-kvm") is { } kvm)
        {
            kvm.TakeWhole();
            draft.Guest = draft.Guest with { Accelerator = null };
        }
    }

    // "kvm:tcg" takes the first that works.
    private static void Accelerator(ImportDraft draft, SourcePart option, string key)
    {
        switch (option.Take(key)?.Split(':')[0])
        {
            case null:
                break;
            case "kvm":
                draft.Guest = draft.Guest with { Accelerator = null };
                break;
            case "tcg":
                draft.Guest = draft.Guest with { Accelerator = GuestAccelerator.Tcg };
                break;
            case var other:
                draft.Drop(option.Where, $"accel={other}", "guests run on KVM, or on slow emulation (tcg)");
                draft.Guest = draft.Guest with { Accelerator = null };
                break;
        }
    }

    private static void Processor(ImportDraft draft, QemuParts parts)
    {
        if (parts.Last("-cpu") is { } cpu)
        {
            Model(draft, cpu);
        }

        if (parts.Last("-smp") is { } smp)
        {
            var values = Levels.Select(key => QemuParts.Number(smp.Take(key))).ToList();
            var product = values.Aggregate(1L, (all, value) => Math.Min(int.MaxValue, all * (value ?? 1)));
            draft.SetVcpus(smp.Where, QemuParts.Number(smp.Take("cpus")) ?? product);
            if ((values[0] ?? 1) > 1 || (values[1] ?? 1) > 1 || (values[3] ?? 1) > 1)
            {
                draft.Drop(smp.Where, smp.Words, "processors that are not pinned are shown as cores of one socket; say which cores the guest gets (cpu: cores) and they are mirrored");
            }
        }

        if (parts.Threads > 0)
        {
            draft.Guest = draft.Guest with { Cpu = draft.Guest.Cpu with { IoThreads = Math.Min(parts.Threads, GuestRules.MostIoThreads) } };
        }
    }

    private static void Model(ImportDraft draft, SourcePart cpu)
    {
        var model = cpu.Take("model");
        if (model is not ("host" or "max"))
        {
            draft.Drop(cpu.Where, model ?? "", "the guest sees the machine's own processor");
        }

        var description = draft.Guest.Cpu with { HidesKvm = cpu.Flag("kvm") == false, HasTopoext = cpu.Flag("topoext") == true, HasHostCaches = cpu.Flag("host-cache-info") == true };
        var shown = HyperVNames.KnownToQemu.Where(name => cpu.Take($"hv-{name}") is { } value && value is not "off").ToList();
        var isOn = shown.Count > 0 || cpu.Flag("hv-passthrough") == true;
        draft.Guest = draft.Guest with { Cpu = description with { HasHyperV = isOn } };
        var vendor = cpu.Take("hv-vendor-id");
        if (isOn)
        {
            draft.SetVendorId(cpu.Where, vendor);
        }
        else if (vendor is not null)
        {
            draft.Drop(cpu.Where, $"hv-vendor-id={vendor}", "the vendor id is part of Hyper-V's interfaces, which the guest is not shown");
        }

        var added = HyperVNames.KnownToQemu.Except(shown, StringComparer.Ordinal).ToList();
        if (isOn && added.Count > 0)
        {
            draft.Note($"{cpu.Where}: shown of Hyper-V besides what the command has: {string.Join(", ", added)}");
        }
    }

    private static void Memory(ImportDraft draft, QemuParts parts)
    {
        if (parts.Last("-m") is { } size)
        {
            if (QemuSize.Bytes(size.Take("size"), Mib) is { } bytes)
            {
                draft.SetMemory(size.Where, bytes);
            }
            else
            {
                draft.Drop(size.Where, size.Words, "it is no size of memory");
            }
        }

        var shared = parts.All("-device", "ivshmem-plain").Select(device => device.Peek("memdev")).ToHashSet(StringComparer.Ordinal);
        foreach (var backend in parts.All("-object").Where(option => option.Name.StartsWith("memory-backend-", StringComparison.Ordinal) && !shared.Contains(option.Peek("id"))))
        {
            Pages(draft, backend);
        }

        if (parts.Last("-mem-path") is { } path)
        {
            Pages(draft, path.Where, path.Take("") ?? "");
        }

        if (parts.Last("-overcommit")?.Flag("mem-lock") == true || parts.Last("-realtime")?.Flag("mlock") == true)
        {
            draft.Guest = draft.Guest with { Memory = draft.Guest.Memory with { IsLocked = true } };
        }

        foreach (var setting in parts.All("-fw_cfg"))
        {
            if (setting.Peek("name") is "opt/ovmf/X-PciMmio64Mb" && QemuParts.Number(setting.Peek("string")) is >= 1024 and <= GuestRules.MostMemoryMiB and var window)
            {
                setting.TakeWhole();
                draft.Guest = draft.Guest with { Memory = draft.Guest.Memory with { Mmio64MiB = window } };
            }
        }
    }

    private static void Pages(ImportDraft draft, SourcePart backend)
    {
        if (backend.Take("mem-path") is { } path)
        {
            Pages(draft, backend.Where, path);
        }

        if (backend.Flag("hugetlb") == true)
        {
            var size = QemuSize.Bytes(backend.Take("hugetlbsize") ?? "2M", 1);
            HugePageSize? pages = size switch { 2 * Mib => HugePageSize.Mib2, 1024 * Mib => HugePageSize.Gib1, _ => null };
            draft.Guest = draft.Guest with { Memory = draft.Guest.Memory with { HugePages = pages ?? HugePageSize.Off } };
            if (pages is null)
            {
                draft.Drop(backend.Where, "hugetlbsize", "huge pages are of 2 MiB or 1 GiB");
            }
        }
    }

    private static void Pages(ImportDraft draft, string where, string path)
    {
        if (!path.Contains("huge", StringComparison.OrdinalIgnoreCase))
        {
            draft.Drop(where, path, "a guest's memory is in no file");
            return;
        }

        var isLarge = path.Contains("1G", StringComparison.OrdinalIgnoreCase) || path.Contains("1048576", StringComparison.Ordinal);
        draft.Note($"{where}: pages of {(isLarge ? "1 GiB" : "2 MiB")} are told from the path {path}");
        draft.Guest = draft.Guest with { Memory = draft.Guest.Memory with { HugePages = isLarge ? HugePageSize.Gib1 : HugePageSize.Mib2 } };
    }

    private static void Firmware(ImportDraft draft, QemuParts parts)
    {
        var isSecure = parts.All("-global").Any(setting => IsSecure(setting));
        var machine = parts.Last("-machine");
        List<QemuDrive> flash =
        [
            .. parts.All("-drive").Where(drive => drive.Peek("if") is "pflash").OrderBy(drive => QemuParts.Number(drive.Peek("unit")) ?? QemuParts.Number(drive.Peek("index")) ?? 0).Select(drive => QemuDrives.Of(draft, parts, drive)).OfType<QemuDrive>(),
            .. new[] { machine?.Take("pflash0"), machine?.Take("pflash1") }.Select(node => parts.ById("-blockdev", node, "node-name")).OfType<SourcePart>().Select(node => QemuDrives.Of(draft, parts, node)).OfType<QemuDrive>(),
        ];
        if (flash is [var code, ..])
        {
            draft.SetUefi(code.Where, code.Path, null, isSecure);
            foreach (var store in flash.Skip(1))
            {
                draft.LeaveVariables(store.Where, store.Path, draft.Name);
            }
        }

        if (parts.Last("-bios") is { } bios)
        {
            draft.Drop(bios.Where, bios.Take("") ?? "", "firmware in one file that is no flash keeps no variables; 'firmware: uefi' takes this machine's UEFI, 'bios' SeaBIOS");
        }
    }

    private static bool IsSecure(SourcePart setting)
    {
        var isSecure = (setting.Peek("driver"), setting.Peek("property"), setting.Peek("value")) is ("cfi.pflash01", "secure", "on" or "true") || setting.Peek("cfi.pflash01.secure") is "on" or "true";
        if (isSecure)
        {
            setting.TakeWhole();
        }

        return isSecure;
    }
}
