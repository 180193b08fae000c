using System.CommandLine;
using System.Text.Json;
using Passthrough.Changes.Verification;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough verify</c>.</summary>
internal static class VerifyCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var command = new Command("verify", "Read the machine again and compare it with what apply or undo promised\n\nExample:\n  sudo passthrough verify");
        command.SetAction(global.Action(Run));
        return command;
    }

    private static ExitCode Run(Invocation invocation)
    {
        var report = Verifier.Verify(ChangeContexts.ForReading(invocation));
        if (invocation.Terminal.IsJson)
        {
            invocation.Terminal.WriteDocument(JsonSerializer.Serialize(report, VerificationJsonContext.Default.VerifyReport));
        }
        else
        {
            foreach (var line in VerifyView.Lines(report, Math.Min(invocation.Terminal.Width, 100)))
            {
                invocation.Terminal.WriteLine(line);
            }
        }

        return report.Outcome switch
        {
            VerifyOutcome.NotVerified => ExitCode.NotVerified,
            VerifyOutcome.RebootNeeded => ExitCode.RebootNeeded,
            VerifyOutcome.NothingApplied => ExitCode.NotFound,
            _ => ExitCode.Success,
        };
    }
}
