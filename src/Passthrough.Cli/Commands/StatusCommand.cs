using System.CommandLine;
using System.Text.Json;
using Passthrough.Changes.Verification;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough status</c>.</summary>
internal static class StatusCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var command = new Command("status", "Show what was done to this host, what is pending and what comes next\n\nExample:\n  sudo passthrough status");
        command.SetAction(global.Action(Run));
        return command;
    }

    private static ExitCode Run(Invocation invocation)
    {
        var report = StatusReader.Read(ChangeContexts.ForReading(invocation));
        if (invocation.Terminal.IsJson)
        {
            invocation.Terminal.WriteDocument(JsonSerializer.Serialize(report, VerificationJsonContext.Default.StatusReport));
            return ExitCode.Success;
        }

        foreach (var line in StatusView.Lines(report))
        {
            invocation.Terminal.WriteLine(line);
        }

        return ExitCode.Success;
    }
}
