using System.CommandLine;
using Passthrough.Changes;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough undo</c>.</summary>
internal static class UndoCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var command = new Command("undo", "Take the applied changes back: the same bytes, mode, owner and label as before\n\nExample:\n  sudo passthrough undo");
        command.SetAction(global.LiveAction("undo", invocation => ChangeContexts.RunAsync(() => Run(invocation))));
        return command;
    }

    private static ExitCode Run(Invocation invocation)
    {
        var result = Undoer.Undo(ChangeContexts.ForWriting(invocation, "undo"));
        invocation.Terminal.WriteLine($"Undone: transaction {result.TransactionId}.");
        foreach (var line in ReversalView.Lines(result.Files))
        {
            invocation.Terminal.WriteLine(line);
        }

        invocation.Terminal.WriteLine("Next: reboot, then: sudo passthrough verify");
        StatusCommand.WriteDocument(invocation);
        return ExitCode.Success;
    }
}
