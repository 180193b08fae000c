using System.CommandLine;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Guests;
using Passthrough.Host;
using Passthrough.Sessions;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough guest passthrough</c>: the second stage of the guides.</summary>
internal static class GuestPassthroughCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var name = GuestCommand.Name();
        var isBack = new Option<bool>("--back") { Description = "Take the card away again and show the guest in a SPICE window" };
        var command = new Command(
            "passthrough",
            "After its system is installed: take a guest's emulated display, tablet, channels and redirection away and give it the card. It must not run.\n\n"
            + "Example:\n  sudo passthrough guest passthrough win11\n  sudo passthrough guest passthrough win11 --back")
        {
            name, isBack,
        };
        command.SetAction(global.LiveAction("guest passthrough", invocation =>
        {
            var guest = invocation.Arguments.GetRequiredValue(name);
            var stage = invocation.Arguments.GetValue(isBack) ? GuestStage.Installation : GuestStage.Passthrough;
            var design = new GuestSession(invocation.Roots).Enter(guest, stage, HostReader.Read(invocation.Roots, HostReadScope.Guests));
            var terminal = invocation.Terminal;
            terminal.WriteLine(stage == GuestStage.Installation
                ? $"'{guest}' has an emulated display again, and no card."
                : $"'{guest}' owns {string.Join(", ", design.Guest.Owned.Select(device => device.Address))}; the emulated display is gone.");
            foreach (var warning in GuestView.Warnings(design.Warnings, terminal.Width))
            {
                terminal.WriteLine(warning);
            }

            return ExitCode.Success;
        }));
        return command;
    }
}
