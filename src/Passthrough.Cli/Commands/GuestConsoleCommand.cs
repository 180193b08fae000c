using System.CommandLine;
using Passthrough.Cli.Terminal;
using Passthrough.Failures;
using Passthrough.Sessions;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough guest console</c>.</summary>
internal static class GuestConsoleCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var name = GuestCommand.Name();
        var command = new Command(
            "console", $"Put this terminal at the serial console of a guest that runs; {GuestConsole.LeaveKeys} leaves it, and the guest runs on.\n\nExample:\n  sudo passthrough guest console win11") { name };
        command.SetAction(global.LiveAction("guest console", async invocation =>
        {
            var guest = invocation.Arguments.GetRequiredValue(name);
            Require(invocation, guest);
            await AttachAsync(invocation, guest);
            return ExitCode.Success;
        }));
        return command;
    }

    /// <summary>Passes when there is a terminal, and a program that puts it at a guest's console; said before anything is started.</summary>
    /// <param name="invocation">The run.</param>
    /// <param name="guest">The guest.</param>
    public static void Require(Invocation invocation, string guest)
    {
        if (invocation.Terminal.IsJson || Console.IsInputRedirected)
        {
            throw new InvalidInputException(
                invocation.Terminal.IsJson ? "a console is no JSON document" : "there is no terminal on standard input to put at the console",
                null,
                "say 'serial-log: PATH' in the guest to have what its console shows in a file");
        }

        new GuestConsole(invocation.Roots).Require(guest);
    }

    /// <summary>Puts the terminal at a guest's console until the person leaves or the guest ends.</summary>
    /// <param name="invocation">The run.</param>
    /// <param name="guest">The guest.</param>
    public static async Task AttachAsync(Invocation invocation, string guest)
    {
        invocation.Terminal.WriteErrorLine($"The serial console of '{guest}'. {GuestConsole.LeaveKeys} leaves it.");
        await new GuestConsole(invocation.Roots).AttachAsync(guest, invocation.Cancellation);
        invocation.Terminal.WriteErrorLine($"\nThis terminal has left the console of '{guest}'.");
    }
}
