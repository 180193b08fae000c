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

    /// <summary>With <c>--json</c>, writes the state of this host as the one document; <c>undo</c> and <c>recover</c> end with it too.</summary>
    internal static void WriteDocument(Invocation invocation)
    {
        if (invocation.Terminal.IsJson)
        {
            var report = StatusReader.Read(ChangeContexts.ForReading(invocation));
            invocation.Terminal.WriteDocument(JsonSerializer.Serialize(report, VerificationJsonContext.Default.StatusReport));
        }
    }

    private static ExitCode Run(Invocation invocation)
    {
        if (invocation.Terminal.IsJson)
        {
            WriteDocument(invocation);
            return ExitCode.Success;
        }

        foreach (var line in StatusView.Lines(StatusReader.Read(ChangeContexts.ForReading(invocation))))
        {
            invocation.Terminal.WriteLine(line);
        }

        return ExitCode.Success;
    }
}
