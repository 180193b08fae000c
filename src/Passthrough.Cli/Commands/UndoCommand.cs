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
        var root = RootOption.Create();
        var command = new Command("undo", "Take the applied changes back: the same bytes, mode, owner and label as before\n\nExample:\n  sudo passthrough undo\n  sudo passthrough undo --root /mnt");
        command.Options.Add(root);
        command.SetAction(global.LiveAction("undo", invocation => ChangeContexts.RunAsync(() => Run(RootOption.Apply(invocation, root)))));
        return command;
    }

    private static ExitCode Run(Invocation invocation)
    {
        var result = Undoer.Undo(ChangeContexts.ForRepair(invocation));
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
