using Passthrough.Failures;
using Passthrough.Guests.Description;
using Passthrough.Guests.Libvirt;
using Passthrough.Host;
using Passthrough.Host.Distribution;
using Passthrough.Host.Reading;
using Passthrough.Intent;
using Passthrough.Processes;

namespace Passthrough.Sessions;

/// <summary>A person's terminal at the serial console of a guest.</summary>
/// <param name="roots">The machine.</param>
/// <param name="libvirtUri">libvirt's daemon.</param>
public sealed class GuestConsole(HostRoots roots, string libvirtUri = LibvirtConnection.SystemUri)
{
    /// <summary>What is pressed to leave the console; the guest runs on.</summary>
    public const string LeaveKeys = "Ctrl+]";

    // The program's end and the guest's are two events of one moment.
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(3);

    /// <summary>Passes when the program that does it is installed; looks at nothing of the guest itself, so that it can be asked before the start.</summary>
    /// <param name="name">The guest.</param>
    /// <exception cref="NotFoundException">There is no such guest.</exception>
    /// <exception cref="ToolFailedException">The program is not installed; the next step names its package.</exception>
    public void Require(string name)
    {
        var runner = RunnerOf(GuestSession.Need(IntentStore.Read(roots), name).Guest);
        var reader = new MachineReader(roots);
        InstalledTool.Require(
            runner.ConsoleProgram,
            "puts a terminal at a guest's serial console",
            OsRelease.Parse(reader.ReadText(roots.Etc("os-release")) ?? reader.ReadText(roots.Usr("lib/os-release"))),
            manager => [PackageOf(runner.ConsoleProgram, manager)]);
    }

    /// <summary>Puts this program's terminal at the console until <see cref="LeaveKeys"/> or the guest's end.</summary>
    /// <param name="name">The guest; it runs.</param>
    /// <param name="cancellation">Leaves the console.</param>
    /// <exception cref="NotFoundException">There is no such guest.</exception>
    /// <exception cref="RefusedException">It does not run, or it runs without a console.</exception>
    /// <exception cref="BusyException">Another terminal is at the console.</exception>
    /// <exception cref="NeedsRootException">This user may not speak to it.</exception>
    /// <exception cref="ToolFailedException">The program failed; its own words are on the terminal.</exception>
    public async Task AttachAsync(string name, CancellationToken cancellation = default)
    {
        var guest = GuestSession.Need(IntentStore.Read(roots), name).Guest;
        var runner = RunnerOf(guest);
        var command = runner.StateOf(name) switch
        {
            GuestState.Running => await runner.ConsoleAsync(name, cancellation),
            GuestState.Unknown => throw new NeedsRootException($"this user may not speak to '{name}'", name, $"sudo passthrough guest console {name}"),
            _ => throw new RefusedException($"'{name}' is not running", name, $"passthrough guest start {name} --console"),
        };
        var code = await TerminalTool.RunAsync(command, cancellation);

        // virsh fails when the guest ends under it.
        if (code != 0 && !await EndsAsync(guest, runner, cancellation))
        {
            throw new ToolFailedException($"'{command.Program}' left the console of '{name}' with exit code {code}; the guest runs on", command.Program, $"passthrough guest console {name}");
        }
    }

    /// <summary>What is said of a guest that runs without a console.</summary>
    /// <param name="name">The guest.</param>
    internal static RefusedException Missing(string name) =>
        new($"'{name}' runs without a serial console: a former version of this program started it, or somebody took it out of the guest", name, $"passthrough guest restart {name}");

    private static string PackageOf(string program, string? manager) => (program, manager) switch
    {
        ("virsh", "apt") => "libvirt-clients",
        ("virsh", "pacman") => "libvirt",
        ("virsh", _) => "libvirt-client",
        _ => program,
    };

    private async Task<bool> EndsAsync(GuestDescription guest, IGuestRunner runner, CancellationToken cancellation)
    {
        if (GuestProcess.Read(roots, guest.Name, guest.Runtime ?? GuestDescription.UsualRuntime) is not { } process)
        {
            // libvirt's file is root's.
            return runner.StateOf(guest.Name) != GuestState.Running;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(EndLimit);
        try
        {
            await ProcessWait.ForEndAsync(process.Id, limit.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private IGuestRunner RunnerOf(GuestDescription guest) => GuestRunner.Of(roots, guest.Runtime ?? GuestDescription.UsualRuntime, libvirtUri);
}
