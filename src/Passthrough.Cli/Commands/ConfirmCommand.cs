using System.CommandLine;
using Passthrough.Changes.Guard;
using Passthrough.Cli.Terminal;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough confirm</c>.</summary>
internal static class ConfirmCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var again = new Option<bool>("--try-again") { Description = "Let the next start try the new configuration once more" };
        var command = new Command(
            "confirm",
            "Keep the boot configuration of this start, when verify finds all of it good\n\nAfter apply the next start is a trial: the one after it is as before, unless this was found good. A unit of systemd runs this at each start, so that nobody has to.\n\nExample:\n  sudo passthrough confirm\n  sudo passthrough confirm --try-again");
        command.Options.Add(again);
        command.SetAction(global.LiveAction("confirm", invocation => ChangeContexts.RunAsync(() => Run(invocation, invocation.Arguments.GetValue(again)))));
        return command;
    }

    private static ExitCode Run(Invocation invocation, bool again)
    {
        var context = ChangeContexts.ForWriting(invocation, "confirm");
        var result = again ? Confirmer.TryAgain(context) : Confirmer.Confirm(context);
        foreach (var line in Lines(result))
        {
            invocation.Terminal.WriteLine(line);
        }

        StatusCommand.WriteDocument(invocation);
        return result.State switch
        {
            null or TrialState.Confirmed => ExitCode.Success,
            TrialState.Waiting => again ? ExitCode.Success : ExitCode.RebootNeeded,
            _ => ExitCode.NotVerified,
        };
    }

    private static IEnumerable<string> Lines(ConfirmResult result) => result.State switch
    {
        null => ["Nothing to confirm: the configuration was applied without a trial boot."],
        TrialState.Confirmed when result.WasConfirmedBefore => ["Confirmed before: every start uses the new configuration."],
        TrialState.Confirmed => ["Confirmed: all holds, and every start from now on uses the new configuration."],
        TrialState.Waiting => ["The trial boot is still to come: reboot."],
        TrialState.FellBack => ["Not confirmed: this start is as before apply, because the trial boot was not found good.", .. Failed(result), "Next: sudo passthrough status"],
        _ => ["Not confirmed: the next start is as before apply, because not all holds.", .. Failed(result), "Next: sudo passthrough status"],
    };

    private static IEnumerable<string> Failed(ConfirmResult result) => result.Trial is { Failed: { IsEmpty: false } failed }
        ? failed.Select(words => $"  failed  {words}")
        : ["  it did not reach its target, so nothing of it was looked at"];
}
