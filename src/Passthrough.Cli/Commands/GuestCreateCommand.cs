using System.CommandLine;
using System.Text.Json;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Host;
using Passthrough.Planning;
using Passthrough.Sessions;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough guest create</c>.</summary>
internal sealed class GuestCreateCommand
{
    private readonly Argument<string> name = GuestCommand.Name();
    private readonly Option<string?> gpu = GpuOption.Create("The card, by the PCI address of one of its functions");
    private readonly Option<string?> memory = new("--memory") { Description = "Memory, such as 8G or 6144M (default: 4G, or half of the machine's)", HelpName = "SIZE" };
    private readonly Option<int?> vcpus = new("--vcpus") { Description = "Virtual processors (default: 4, or half of the machine's)", HelpName = "N" };
    private readonly Option<string> firmware = Choice("--firmware", "What starts the guest", "uefi", "bios");
    private readonly Option<string[]> disks = new("--disk") { Description = "An existing disk image or block device; may be given several times", HelpName = "PATH" };
    private readonly Option<string> runtime = Choice("--runtime", "What runs the guest", "libvirt", "qemu");
    private readonly Option<string> accelerator = Choice("--accelerator", "kvm, or slow emulation on a machine without it", "kvm", "tcg");
    private readonly Option<string?> serialLog = new("--serial-log") { Description = "Append the guest's serial port to this file", HelpName = "PATH" };
    private readonly Option<string?> rom = new("--rom") { Description = "Show this option ROM to the guest in place of the card's own", HelpName = "PATH" };
    private readonly Option<bool> noRom = new("--no-rom") { Description = "Hide the card's option ROM: the guest's firmware leaves the card to the system's driver" };

    private GuestCreateCommand()
    {
    }

    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var own = new GuestCreateCommand();
        var command = new Command("create", "Write a guest that owns a card into passthrough.yaml, and into libvirt when that runs it.\n\nExample:\n  sudo passthrough guest create win11 --gpu 01:00.0 --memory 8G --disk /var/lib/libvirt/images/win11.qcow2")
        {
            own.name, own.gpu, own.memory, own.vcpus, own.firmware, own.disks, own.runtime, own.accelerator, own.serialLog, own.rom, own.noRom,
        };
        command.SetAction(global.LiveAction("guest create", own.Run));
        return command;
    }

    private static Option<string> Choice(string name, string description, params string[] words)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => words[0] };
        option.AcceptOnlyFromAmong(words);
        return option;
    }

    private ExitCode Run(Invocation invocation)
    {
        var roots = invocation.Roots;
        var host = HostReader.Read(roots, HostReadScope.WithoutHolders);
        var guest = GuestDesigner.Design(RequestOf(invocation, host), host, GuestFiles.FindUefi(host, roots), Guid.NewGuid());
        var session = new GuestSession(roots);
        session.Create(guest, host);
        var terminal = invocation.Terminal;
        if (terminal.IsJson)
        {
            terminal.WriteDocument(JsonSerializer.Serialize(new GuestDocument(1, guest, session.StateOf(guest), null), ViewDocuments.Default.GuestDocument));
            return ExitCode.Success;
        }

        foreach (var line in GuestView.Lines(guest, session.StateOf(guest), terminal.Width))
        {
            terminal.WriteLine(line);
        }

        terminal.WriteLine();
        terminal.WriteLine($"Written to {Intent.IntentStore.PathOf(roots)}.");
        if (guest is { Runtime: GuestRuntime.Libvirt, OptionRomPath: { } rom })
        {
            terminal.WriteLine($"Guests of libvirt must be able to read the ROM: sudo passthrough plan --gpu {guest.Gpu} --rom {ShellWord.Of(rom)}");
        }

        terminal.WriteLine($"Next: sudo passthrough guest start {guest.Name}");
        return ExitCode.Success;
    }

    private GuestRequest RequestOf(Invocation invocation, HostFacts host)
    {
        var arguments = invocation.Arguments;
        var card = GpuOption.Card(host, arguments.GetValue(gpu) ?? throw new InvalidInputException("no card was named", null, "say --gpu ADDRESS; passthrough check shows the cards"));
        return new GuestRequest(arguments.GetRequiredValue(name), card.Display)
        {
            MemoryMiB = arguments.GetValue(memory) is { } size
                ? MemorySize.ParseMiB(size) ?? throw new InvalidInputException($"'{size}' is no amount of memory", null, "write it like 8G or 6144M")
                : null,
            Vcpus = arguments.GetValue(vcpus),
            Firmware = arguments.GetValue(firmware) is "bios" ? GuestFirmwareKind.Bios : GuestFirmwareKind.Uefi,
            Runtime = arguments.GetValue(runtime) is "qemu" ? GuestRuntime.Qemu : GuestRuntime.Libvirt,
            Accelerator = arguments.GetValue(accelerator) is "tcg" ? GuestAccelerator.Tcg : GuestAccelerator.Kvm,
            Disks = [.. (arguments.GetValue(disks) ?? []).Select(path => GuestFiles.ReadDisk(invocation.Roots, GivenPath.Of(path)))],
            SerialLogPath = arguments.GetValue(serialLog) is { } log ? GivenPath.Of(log) : null,
            OptionRomPath = arguments.GetValue(rom) is { } image ? GivenPath.Of(image) : null,
            HidesOptionRom = arguments.GetValue(noRom),
        };
    }
}
