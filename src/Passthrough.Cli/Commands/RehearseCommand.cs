using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Rehearsal;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough rehearse</c>: the whole way on a virtual PC.</summary>
internal static class RehearseCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var clean = new Option<bool>("--clean") { Description = "Remove the cached base image and everything else that rehearsals left, then end" };
        var missingPackages = new Option<bool>("--missing-packages") { Description = "Print the packages that a rehearsal lacks here (for scripts), then end" };
        var installCommand = new Option<bool>("--install-command") { Description = "Print the command that installs what is missing, then end" };
        var command = new Command("rehearse", """
            Take the whole way on a virtual PC with an IOMMU, before this machine is touched: check, plan, apply, reboot, verify, guest, undo.

            Boots a real Debian kernel with systemd, initramfs-tools and GRUB on emulated hardware with a second graphics card, and runs this same program in it, command
            by command. Each step must be observed by the kernel, libvirt and QEMU themselves. Nothing of this machine is changed; the base image is cached below
            XDG_CACHE_HOME.

            Example:
              sudo passthrough rehearse
              passthrough rehearse --clean
            """)
        {
            clean,
            missingPackages,
            installCommand,
        };
        command.SetAction(global.LiveAction("rehearse", async invocation =>
        {
            var terminal = invocation.Terminal;
            var cache = RehearsalCache.Folder();
            if (invocation.Arguments.GetValue(clean))
            {
                return Clean(terminal, cache);
            }

            var host = HostReader.Read(HostRoots.Live, HostReadScope.WithoutHolders);
            var missing = RehearsalRequirements.Missing();
            var manager = RehearsalRequirements.PackageManagerOf(host.Distribution);
            if (invocation.Arguments.GetValue(missingPackages) || invocation.Arguments.GetValue(installCommand))
            {
                var isCommand = invocation.Arguments.GetValue(installCommand);
                return PrintPackages(terminal, missing, manager, isCommand);
            }

            if (!missing.IsEmpty)
            {
                throw Unavailable(missing, manager);
            }

            var options = new RehearsalOptions(cache, OwnProgram(), host, HostRoots.Live);
            var view = new RehearsalView(terminal);
            await RehearsalRunner.RunAsync(options, view.Show, invocation.Cancellation);
            if (terminal.IsJson)
            {
                terminal.WriteDocument(JsonSerializer.Serialize(view.Document, ViewDocuments.Default.RehearsalDocument));
            }

            return ExitCode.Success;
        }));
        return command;
    }

    private static ExitCode Clean(TerminalDoor terminal, string cache)
    {
        if (!Directory.Exists(cache))
        {
            terminal.WriteLine($"nothing to remove: {cache} does not exist");
            return ExitCode.Success;
        }

        Directory.Delete(cache, recursive: true);
        terminal.WriteLine($"removed {cache}");
        return ExitCode.Success;
    }

    private static ExitCode PrintPackages(
        TerminalDoor terminal, ImmutableArray<RehearsalRequirement> missing, string? manager, bool isCommand)
    {
        if (missing.IsEmpty)
        {
            return ExitCode.Success;
        }

        if (manager is null)
        {
            throw Unavailable(missing, manager);
        }

        var packages = RehearsalRequirements.Packages(missing, manager);
        terminal.WriteDocument(isCommand ? RehearsalRequirements.InstallCommand(manager, packages) : string.Join(' ', packages));
        return isCommand ? ExitCode.Success : ExitCode.RehearsalUnavailable;
    }

    private static RehearsalUnavailableException Unavailable(ImmutableArray<RehearsalRequirement> missing, string? manager) =>
        new(
            "the rehearsal cannot run here; missing: " + string.Join(", ", missing.Select(requirement => $"{requirement.Program} ({requirement.Purpose})")),
            nextStep: manager is null
                ? "install these programs with your package manager"
                : RehearsalRequirements.InstallCommand(manager, RehearsalRequirements.Packages(missing, manager)));

    // A framework-dependent build lies beside its library; one file, whatever its name, carries everything.
    private static string OwnProgram() =>
        Environment.ProcessPath is { } own && !File.Exists(Path.Combine(AppContext.BaseDirectory, "passthrough.dll"))
            ? own
            : throw new RehearsalUnavailableException(
                "the rehearsal runs this same program inside the virtual PC and needs it as one file, as it is published",
                Environment.ProcessPath,
                "run 'eng/publish' and then 'artifacts/passthrough/passthrough rehearse', or simply './run'");
}
