using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Description;
using Passthrough.Guests.Firmware;
using Passthrough.Guests.Network;
using Passthrough.Host;
using Passthrough.Host.Cpu;
using Passthrough.Planning;
using Passthrough.Sessions;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough guest create</c>.</summary>
internal sealed class GuestCreateCommand
{
    private readonly Argument<string> name = GuestCommand.NewName();
    private readonly Option<string?> gpu = GpuOption.Create("The card, by the PCI address of one of its functions");
    private readonly Option<string?> os = Choice<GuestOs>("--os", "The system in it, for which the rest is tuned");
    private readonly Option<bool> isInstallation = new("--installation") { Description = "Begin in a SPICE window without the card, to install its system: 'guest passthrough' comes after" };
    private readonly Option<string?> memory = new("--memory") { Description = "Memory, such as 8G or 6144M (default: half of the machine's, at most 16G)", HelpName = "SIZE" };
    private readonly Option<string?> cores = new("--cores") { Description = "How many of the host's cores, or which CPUs (2-7,10-15); they are pinned (default: what suits the machine)", HelpName = "N|LIST" };
    private readonly Option<int?> vcpus = new("--vcpus") { Description = "Virtual processors that are not pinned, in place of cores", HelpName = "N" };
    private readonly Option<string?> firmware = Choice<GuestFirmwareKind>("--firmware", "What starts the guest (default: uefi)");
    private readonly Option<string[]> disks = new("--disk") { Description = "An existing disk image or block device; may be given several times", HelpName = "PATH" };
    private readonly Option<string[]> discs = new("--cdrom") { Description = "An ISO image in a drive; may be given several times", HelpName = "PATH" };
    private readonly Option<string[]> networks = new("--network") { Description = "none, nat, bridge:NAME or macvtap:NIC; may be given several times (default: nat)", HelpName = "WHERE" };
    private readonly Option<string?> runtime = Choice<GuestRuntime>("--runtime", "What runs the guest (default: libvirt)");
    private readonly Option<string?> accelerator = Choice<GuestAccelerator>("--accelerator", "kvm, or slow emulation on a machine without it (default: kvm)");
    private readonly Option<string?> serialLog = new("--serial-log") { Description = "Append the guest's serial port to this file", HelpName = "PATH" };
    private readonly Option<string?> rom = new("--rom") { Description = "Show this option ROM to the guest in place of the card's own", HelpName = "PATH" };
    private readonly Option<bool> noRom = new("--no-rom") { Description = "Hide the card's option ROM: the guest's firmware leaves the card to the system's driver" };

    private readonly Option<bool> isSingle = new("--single-gpu") { Description = "Take the card although it shows this machine's screen: the start of the guest ends the desktop, and the screen comes back when the guest has ended" };

    private GuestCreateCommand()
    {
    }

    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var own = new GuestCreateCommand();
        var command = new Command(
            "create",
            "Write a guest that owns a card into passthrough.yaml, and into libvirt when that runs it. Everything else is chosen and can be changed there: passthrough guest show NAME --explain.\n\n"
            + "Example:\n  sudo passthrough guest create win11 --gpu 01:00.0 --os windows11 \\\n    --memory 16G --cores 6 --disk /var/lib/libvirt/images/win11.qcow2")
        {
            own.name, own.gpu, own.os, own.isInstallation, own.memory, own.cores, own.vcpus, own.firmware, own.disks, own.discs, own.networks, own.runtime, own.accelerator, own.serialLog, own.rom, own.noRom, own.isSingle,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(own.cores) is not null && result.GetValue(own.vcpus) is not null)
            {
                result.AddError("Processors are named either by --cores or by --vcpus.");
            }
        });
        command.SetAction(global.LiveAction("guest create", own.Run));
        return command;
    }

    private static Option<string?> Choice<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>(string name, string description)
        where T : struct, Enum
    {
        var option = new Option<string?>(name) { Description = description };
        option.AcceptOnlyFromAmong([.. EnumWord.All<T>()]);
        return option;
    }

    private ExitCode Run(Invocation invocation)
    {
        var roots = invocation.Roots;
        var wanted = Named(invocation);
        var host = HostReader.Read(roots, HostReadScope.Guests);
        wanted = wanted with { Gpu = Card(invocation, host) };
        var session = new GuestSession(roots);
        var design = session.Create(wanted, host);
        var terminal = invocation.Terminal;
        if (terminal.IsJson)
        {
            terminal.WriteDocument(JsonSerializer.Serialize(new GuestDocument(1, design.Guest, design.Choices, design.Warnings, session.StateOf(wanted), null), ViewDocuments.Default.GuestDocument));
            return ExitCode.Success;
        }

        foreach (var line in GuestView.Lines(design.Guest, session.StateOf(wanted), terminal.Width).Concat(GuestView.Warnings(design.Warnings, terminal.Width)))
        {
            terminal.WriteLine(line);
        }

        terminal.WriteLine();
        terminal.WriteLine($"Written to {Intent.IntentStore.PathOf(roots)}.");
        terminal.WriteLine($"Why each value: passthrough guest show {wanted.Name} --explain");
        if (design.Guest.Runtime == GuestRuntime.Libvirt && wanted.Gpu?.OptionRomPath is { } image)
        {
            terminal.WriteLine($"Guests of libvirt must be able to read the ROM: sudo passthrough plan --gpu {wanted.Gpu.Address} --rom {ShellWord.Of(image)}");
        }

        terminal.WriteLine($"Next: sudo passthrough guest start {wanted.Name}");
        return ExitCode.Success;
    }

    private GuestDescription Named(Invocation invocation)
    {
        var arguments = invocation.Arguments;
        var named = arguments.GetRequiredValue(name);
        if (!GuestName.IsValid(named))
        {
            throw new InvalidInputException($"'{named}' is no name for a guest: {GuestName.Rule}", null, "give another name, such as win11");
        }

        return new GuestDescription(named)
        {
            // Written down, so that neither a new name nor a new installation of this machine changes what the guest's system is bound to.
            Uuid = Guid.NewGuid(),
            Os = Word<GuestOs>(invocation, os),
            Stage = arguments.GetValue(isInstallation) ? GuestStage.Installation : null,
            Memory = new MemoryDescription { SizeMiB = Memory(arguments.GetValue(memory)) },
            Cpu = Cpu(arguments.GetValue(cores)) with { Vcpus = Vcpus(arguments.GetValue(vcpus)) },
            Firmware = new FirmwareDescription { Kind = Word<GuestFirmwareKind>(invocation, firmware) },
            Runtime = Word<GuestRuntime>(invocation, runtime),
            Accelerator = Word<GuestAccelerator>(invocation, accelerator),
            Disks = [.. (arguments.GetValue(disks) ?? []).Select(path => GuestFiles.ReadDisk(invocation.Roots, GivenPath.Of(path)))],
            Cdroms = [.. (arguments.GetValue(discs) ?? []).Select(GivenPath.Of)],
            Networks = Networks(arguments.GetValue(networks) ?? []),
            SerialLogPath = arguments.GetValue(serialLog) is { } log ? GivenPath.Of(log) : null,
        };
    }

    private DeviceDescription Card(Invocation invocation, HostFacts host)
    {
        var arguments = invocation.Arguments;
        var card = GpuOption.Card(host, arguments.GetValue(gpu) ?? throw new InvalidInputException("no card was named", null, "say --gpu ADDRESS; passthrough check shows the cards"));
        var image = arguments.GetValue(rom);
        var isHidden = arguments.GetValue(noRom);
        return image is not null && isHidden
            ? throw new InvalidInputException("an option ROM is either given or hidden, not both", null, "leave --rom or --no-rom away")
            : new DeviceDescription(card.Display, host.Pci.Find(card.Display)?.Identity) { OptionRomPath = image is null ? null : GivenPath.Of(image), HidesOptionRom = isHidden ? true : null, TakesScreen = arguments.GetValue(isSingle) ? true : null };
    }

    private static int? Memory(string? size) => size is null
        ? null
        : MemorySize.ParseMiB(size) is { } mib and >= GuestRules.LeastMemoryMiB and <= GuestRules.MostMemoryMiB
            ? mib
            : throw new InvalidInputException($"'{size}' is no amount of memory for a guest", null, $"write it like 8G or 6144M; {GuestRules.LeastMemoryMiB}M is the least");

    private static ImmutableArray<NetworkDescription>? Networks(string[] given) => given is []
        ? null
        : given is ["none"]
            ? []
            : [.. given.Select(Network)];

    private static NetworkDescription Network(string given)
    {
        if (given is "none")
        {
            throw new InvalidInputException("a guest either has no network or the ones that are named", null, "leave '--network none' or the others away");
        }

        var colon = given.IndexOf(':', StringComparison.Ordinal);
        var source = colon < 0 ? null : given[(colon + 1)..];
        return EnumWord.Parse<GuestNetworkKind>(colon < 0 ? given : given[..colon]) is { } kind && (source is null ? kind == GuestNetworkKind.Nat : GuestRules.IsNetworkSource(kind, source))
            ? new NetworkDescription(kind, source)
            : throw new InvalidInputException($"'{given}' is no network for a guest", null, "say none, nat, bridge:NAME or macvtap:NIC");
    }

    private static int? Vcpus(int? count) => count is null or (> 0 and <= GuestRules.MostVcpus)
        ? count
        : throw new InvalidInputException($"a guest has 1 to {GuestRules.MostVcpus} virtual processors, not {count}", null, "give another number: passthrough cpu shows what the machine has");

    private static CpuDescription Cpu(string? cores) => cores switch
    {
        null => new CpuDescription(),
        _ when int.TryParse(cores, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= GuestRules.MostVcpus => new CpuDescription { Cores = count },
        _ when cores.AsSpan().ContainsAny(',', '-') && CpuSet.FromList(cores) is { IsEmpty: false } cpus => new CpuDescription { Cpus = cpus },
        _ => throw new InvalidInputException($"'{cores}' is neither a number of cores nor a list of CPUs", null, "write it like 6 or 2-7,10-15: passthrough cpu"),
    };

    private static T? Word<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>(Invocation invocation, Option<string?> option)
        where T : struct, Enum => invocation.Arguments.GetValue(option) is { } word ? EnumWord.Parse<T>(word) : null;
}
