using System.CommandLine;
using Passthrough.Failures;
using Passthrough.Planning;

namespace Passthrough.Cli.Commands;

/// <summary>The options for what guests find around them besides the card.</summary>
internal sealed class SurroundingsOptions
{
    /// <summary>What guests need is installed.</summary>
    public Option<bool> Packages { get; } = new("--packages") { Description = "Also install what guests need and is missing (QEMU, libvirt, UEFI firmware, swtpm) by the distribution's package manager; undo removes exactly what came" };

    /// <summary>Who runs guests.</summary>
    public Option<string?> User { get; } = new("--user") { Description = "Also put this user into the groups of libvirt and KVM and let them lock memory for guests", HelpName = "NAME" };

    /// <summary>How much memory that user may lock.</summary>
    public Option<string?> Memlock { get; } = new("--memlock") { Description = "How much memory that user may lock, such as 16G (default: all but 1G)", HelpName = "SIZE" };

    /// <summary>libvirt's own network.</summary>
    public Option<bool> DefaultNetwork { get; } = new("--default-network") { Description = "Also switch libvirt's network 'default' on, now and from each start on" };

    /// <summary>Forwarding of IPv4.</summary>
    public Option<bool> Forwarding { get; } = new("--forwarding") { Description = "Also let the host forward IPv4 from the next start on" };

    /// <summary>Input devices for guests.</summary>
    public Option<string[]> Evdev { get; } = new("--evdev") { Description = "Also let guests open this keyboard or mouse themselves, such as /dev/input/by-id/NAME-event-kbd; may be given several times (not needed for a guest's <input type='evdev'>)", HelpName = "NODE" };

    /// <summary>An option ROM for guests.</summary>
    public Option<string?> Rom { get; } = new("--rom") { Description = "Also let guests read this option ROM of the card (a guest's <rom file='...'/>), where AppArmor or SELinux would keep them from it", HelpName = "FILE" };

    /// <summary>Looking Glass's memory.</summary>
    public Option<string?> LookingGlass { get; } = new("--looking-glass") { Description = "Also make the memory that Looking Glass shares with a guest, for pictures up to this size, such as 2560x1440; needs --user", HelpName = "RESOLUTION" };

    /// <summary>That memory is the module's.</summary>
    public Option<bool> Kvmfr { get; } = new("--kvmfr") { Description = "Take that memory from the module kvmfr instead of a file in /dev/shm" };

    /// <summary>Adds all to a command.</summary>
    public void AddTo(Command command)
    {
        LookingGlass.CompletionSources.Add("1920x1080", "2560x1440", "3840x2160");
        command.Options.Add(Packages);
        command.Options.Add(User);
        command.Options.Add(Memlock);
        command.Options.Add(DefaultNetwork);
        command.Options.Add(Forwarding);
        command.Options.Add(Evdev);
        command.Options.Add(Rom);
        command.Options.Add(LookingGlass);
        command.Options.Add(Kvmfr);
    }

    /// <summary>A request with what these options ask for.</summary>
    /// <param name="request">The request.</param>
    /// <param name="arguments">The parsed command line.</param>
    /// <exception cref="InvalidInputException">An amount is malformed.</exception>
    public PlanRequest AddedTo(PlanRequest request, ParseResult arguments) => request with
    {
        Packages = arguments.GetValue(Packages),
        User = arguments.GetValue(User),
        MemlockMiB = GpuOptions.SizeOf(arguments, Memlock),
        DefaultNetwork = arguments.GetValue(DefaultNetwork),
        Forwarding = arguments.GetValue(Forwarding),
        Evdev = arguments.GetValue(Evdev) is { Length: > 0 } nodes ? string.Join(',', nodes) : null,
        Rom = arguments.GetValue(Rom) is { } rom ? GivenPath.Of(rom) : null,
        LookingGlass = arguments.GetValue(LookingGlass),
        Kvmfr = arguments.GetValue(Kvmfr),
    };

    /// <summary>The options that ask for this once more, each with a blank before it.</summary>
    /// <param name="request">A request.</param>
    public static string WordsOf(PlanRequest request) => string.Concat(
        request.Packages ? " --packages" : "",
        request.User is { } user ? $" --user {user}" : "",
        request.MemlockMiB is { } amount ? $" --memlock {amount}M" : "",
        request.DefaultNetwork ? " --default-network" : "",
        request.Forwarding ? " --forwarding" : "",
        string.Concat((request.Evdev ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(node => $" --evdev {node}")),
        request.Rom is { } rom ? $" --rom {ShellWord.Of(rom)}" : "",
        request.LookingGlass is { } resolution ? $" --looking-glass {resolution}" : "",
        request.Kvmfr ? " --kvmfr" : "");
}
