using System.CommandLine;
using Passthrough.Changes;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Planning;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough undo</c>.</summary>
internal static class UndoCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var root = RootOption.Create();
        var command = new Command("undo", "Take back what was applied last: the same bytes, mode, owner and label as before\n\nA card, a bridge and the setup of the USB switch are applied each by itself: this takes back the newest of them, and then the others.\n\nExample:\n  sudo passthrough undo\n  sudo passthrough undo --root /mnt");
        command.Options.Add(root);
        command.SetAction(global.LiveAction("undo", invocation => ChangeContexts.RunAsync(() => Run(RootOption.Apply(invocation, root), subject: null))));
        return command;
    }

    /// <summary>Takes back what is applied.</summary>
    /// <param name="invocation">The command's invocation.</param>
    /// <param name="subject">What of this subject is applied; null for the newest of all.</param>
    internal static ExitCode Run(Invocation invocation, PlanSubject? subject)
    {
        var result = Undoer.Undo(ChangeContexts.ForRepair(invocation), subject);
        invocation.Terminal.WriteLine($"Undone: transaction {result.TransactionId}.");
        foreach (var line in ReversalView.Lines(result.Files))
        {
            invocation.Terminal.WriteLine(line);
        }

        invocation.Terminal.WriteLine(result.NeedsReboot ? "Next: reboot, then: sudo passthrough verify" : "Next: sudo passthrough verify");
        StatusCommand.WriteDocument(invocation);
        return ExitCode.Success;
    }
}
