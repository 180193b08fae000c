using System.CommandLine;
using System.Text.Json;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Guests.Editing;
using Passthrough.Host;
using Passthrough.Host.Cpu;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough guest edit</c>: any domain of libvirt's, or one in a file.</summary>
internal sealed class GuestEditCommand
{
    private const string Yes = "on";
    private const string No = "off";

    private readonly Argument<string> name = new("NAME") { Description = "The domain's name" };
    private readonly Option<string?> file = new("--file") { Description = "Edit the domain in this file instead of libvirt's definition", HelpName = "FILE" };
    private readonly Option<bool> isDryRun = new("--dry-run") { Description = "Show what would change and write nothing" };
    private readonly Option<string?> addCard = new("--add-card") { Description = "Add all functions of the card that has a function at this PCI address", HelpName = "ADDR" };
    private readonly Option<string?> removeCard = new("--remove-card") { Description = "Remove all functions of the card that has a function at this PCI address", HelpName = "ADDR" };
    private readonly Option<string?> memory = new("--memory") { Description = "Memory, such as 16G", HelpName = "SIZE" };
    private readonly Option<string?> hugePages = Choice("--huge-pages", "Take the memory in huge pages of this size, or in the kernel's usual ones", "2M", "1G", No);
    private readonly Option<string?> locked = Choice("--locked", "Keep the memory out of swap", Yes, No);
    private readonly Option<string?> shareable = Choice("--share-pages", "Let the host merge pages that are the same in several guests", Yes, No);
    private readonly Option<string?> cpus = new("--cpus") { Description = "Give the guest a virtual processor for each of these CPUs of the host, such as 2-5,8-11, and pin it there; QEMU's own threads go to the others", HelpName = "LIST" };
    private readonly Option<bool> noPin = new("--no-pin") { Description = "Pin nothing" };
    private readonly Option<bool> hideKvm = new("--hide-kvm") { Description = "Hide KVM's CPUID leaves (drivers of NVIDIA's before 465)" };
    private readonly Option<string?> vendorId = new("--vendor-id") { Description = "The vendor in Hyper-V's CPUID leaf, at most 12 characters (drivers that refuse virtual machines)", HelpName = "TEXT" };
    private readonly Option<bool> kernelIoapic = new("--kvm-ioapic") { Description = "Take the kernel's I/O APIC" };
    private readonly Option<bool> noBalloon = new("--no-balloon") { Description = "Take the memory balloon out" };
    private readonly Option<string[]> evdev = new("--evdev") { Description = "Share this keyboard or mouse with the guest, such as /dev/input/by-id/NAME-event-kbd; may be given several times", HelpName = "PATH" };
    private readonly Option<string?> grabToggle = Choice(
        "--grab-toggle", "The keys that change a shared keyboard over (default: ctrl-ctrl)", "ctrl-ctrl", "alt-alt", "shift-shift", "meta-meta", "scrolllock", "ctrl-scrolllock");
    private readonly Option<string?> lookingGlass = new("--looking-glass") { Description = "Add the memory that Looking Glass needs for pictures up to this size, such as 2560x1440", HelpName = "WIDTHxHEIGHT" };
    private readonly Option<bool> passthrough = new("--passthrough") { Description = "Take out what only a window needs: SPICE, QXL, tablet; the screen is the card's" };
    private readonly Option<bool> installation = new("--installation") { Description = "Put SPICE, QXL and a tablet back and take the card out" };

    private GuestEditCommand()
    {
    }

    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var own = new GuestEditCommand();
        own.lookingGlass.CompletionSources.Add("1920x1080", "2560x1440", "3840x2160");
        var command = new Command(
            "edit",
            "Change single things in any libvirt domain and leave every other byte of it as it is.\n\nGuests that 'guest create' made stand in passthrough.yaml and are changed there. A domain that runs has the new definition from its next start on.\n\nExample:\n  passthrough guest edit win10 --passthrough --add-card 01:00.0 --dry-run\n  sudo passthrough guest edit win10 --memory 16G --huge-pages 1G --cpus 2-7,10-15\n  passthrough guest edit win10 --file win10.xml --hide-kvm --vendor-id 0123456789ab")
        {
            own.name, own.file, own.isDryRun, own.addCard, own.removeCard, own.memory, own.hugePages, own.locked, own.shareable, own.cpus, own.noPin, own.hideKvm, own.vendorId,
            own.kernelIoapic, own.noBalloon, own.evdev, own.grabToggle, own.lookingGlass, own.passthrough, own.installation,
        };
        command.SetAction(global.LiveAction("guest edit", own.Run));
        return command;
    }

    private static Option<string?> Choice(string name, string description, params string[] words)
    {
        var option = new Option<string?>(name) { Description = description };
        option.AcceptOnlyFromAmong(words);
        return option;
    }

    private ExitCode Run(Invocation invocation)
    {
        var arguments = invocation.Arguments;
        var request = RequestOf(arguments);
        var host = HostReader.Read(invocation.Roots, HostReadScope.WithoutHolders);
        var session = new DomainEditSession(invocation.Roots);
        var (domain, isDry) = (arguments.GetRequiredValue(name), arguments.GetValue(isDryRun));
        var edit = arguments.GetValue(file) is { } path
            ? session.EditFile(domain, GivenPath.Of(path), request, host, isDry)
            : session.EditDefined(domain, request, host, isDry);
        Show(invocation.Terminal, edit, isDry);
        return ExitCode.Success;
    }

    private static void Show(TerminalDoor terminal, DomainEdit edit, bool isDry)
    {
        if (terminal.IsJson)
        {
            terminal.WriteDocument(JsonSerializer.Serialize(new GuestEditDocument(1, edit.Domain, edit.Diff, edit.IsWritten), ViewDocuments.Default.GuestEditDocument));
        }
        else
        {
            foreach (var line in edit.Diff.TrimEnd('\n').Split('\n'))
            {
                terminal.WriteLine(string.Join('\t', line.TrimEnd('\r').Split('\t').Select(TextLayout.Plain)));
            }
        }

        terminal.WriteLine(
            edit.Diff.Length == 0 ? "It is so already; nothing was changed."
            : isDry ? "Nothing was written (--dry-run)."
            : edit.IsRunning ? $"Written. '{edit.Domain}' runs and has it from its next start on."
            : "Written.");
    }

    private DomainEditRequest RequestOf(ParseResult arguments) => new()
    {
        AddCard = arguments.GetValue(addCard) is { } added ? GpuOption.Address(added) : null,
        RemoveCard = arguments.GetValue(removeCard) is { } removed ? GpuOption.Address(removed) : null,
        MemoryMiB = GpuOptions.SizeOf(arguments, memory),
        HugePages = arguments.GetValue(hugePages) switch
        {
            null => null,
            "2M" => DomainHugePages.TwoMiB,
            "1G" => DomainHugePages.OneGiB,
            _ => DomainHugePages.Off,
        },
        IsLocked = arguments.GetValue(locked) is { } isLocked ? isLocked is Yes : null,
        SharesPages = arguments.GetValue(shareable) is { } isShared ? isShared is Yes : null,
        HidesKvm = arguments.GetValue(hideKvm),
        VendorId = arguments.GetValue(vendorId),
        UsesKernelIoapic = arguments.GetValue(kernelIoapic),
        RemovesBalloon = arguments.GetValue(noBalloon),
        Evdev = [.. arguments.GetValue(evdev) ?? []],
        GrabToggle = arguments.GetValue(grabToggle) ?? DeviceEditor.UsualGrabToggle,
        LookingGlass = arguments.GetValue(lookingGlass),
        Cpus = arguments.GetValue(cpus) is { } list ? CpuSet.FromList(list) ?? throw new InvalidInputException($"'{list}' is no list of CPUs", null, "write it like 2-5,8-11") : null,
        RemovesPins = arguments.GetValue(noPin),
        ToPassthrough = arguments.GetValue(passthrough),
        ToInstallation = arguments.GetValue(installation),
    };
}
