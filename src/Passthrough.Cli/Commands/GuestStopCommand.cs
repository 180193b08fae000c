using System.CommandLine;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Intent;
using Passthrough.Sessions;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough guest stop</c>.</summary>
internal static class GuestStopCommand
{
    private const int LongestSeconds = 24 * 60 * 60;

    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var name = GuestCommand.Name();
        var isForced = Force();
        var timeout = Timeout();
        var command = new Command("stop", "Ask a guest to shut down, wait for its end, and see that its devices are free.\n\nExample:\n  sudo passthrough guest stop win11 --timeout 120") { name, isForced, timeout };
        command.SetAction(global.LiveAction("guest stop", invocation => StopAsync(
            invocation, invocation.Arguments.GetRequiredValue(name), invocation.Arguments.GetValue(isForced), invocation.Arguments.GetValue(timeout))));
        return command;
    }

    /// <summary>The option that ends a guest at once.</summary>
    public static Option<bool> Force() => new("--force") { Description = "End it at once, as if the power were cut" };

    /// <summary>The option that says how long a guest may take.</summary>
    public static Option<int> Timeout() => new("--timeout") { Description = "Seconds that it may take to shut down", HelpName = "S", DefaultValueFactory = _ => 60 };

    /// <summary>Stops a guest and says what came of it.</summary>
    public static async Task<ExitCode> StopAsync(Invocation invocation, string guest, bool isForced, int seconds)
    {
        if (seconds is < 1 or > LongestSeconds)
        {
            throw new InvalidInputException($"a timeout of {seconds} s is outside 1 to {LongestSeconds}");
        }

        var terminal = invocation.Terminal;
        var session = new GuestSession(invocation.Roots);
        if (!isForced && IntentStore.Read(invocation.Roots).Find(guest) is { } found && session.StateOf(found) == GuestState.Running)
        {
            terminal.WriteErrorLine($"Waiting up to {seconds} s for '{guest}' to shut down.");
        }

        var result = await session.StopAsync(guest, isForced, TimeSpan.FromSeconds(seconds), invocation.Cancellation);
        foreach (var line in SessionView.Stopped(guest, result))
        {
            terminal.WriteLine(line);
        }

        return result is { AreDevicesFree: true, Released.IsComplete: true } ? ExitCode.Success : ExitCode.NotVerified;
    }
}
