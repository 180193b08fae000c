using System.CommandLine;
using Passthrough.Changes;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough recover</c>.</summary>
internal static class RecoverCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var leave = new Option<bool>("--leave-changed") { Description = "Leave files that someone else changed meanwhile as they are, and take back the rest" };
        var command = new Command("recover", "Bring the host out of an apply or undo that was cut off; changes nothing when none was\n\nExample:\n  sudo passthrough recover\n  sudo passthrough recover --root /mnt");
        var root = RootOption.Create();
        command.Options.Add(leave);
        command.Options.Add(root);
        command.SetAction(global.LiveAction("recover", invocation => ChangeContexts.RunAsync(() => Run(RootOption.Apply(invocation, root), invocation.Arguments.GetValue(leave)))));
        return command;
    }

    private static ExitCode Run(Invocation invocation, bool leavesChanged)
    {
        var results = Recoverer.Recover(ChangeContexts.ForRepair(invocation), leavesChanged);
        foreach (var result in results)
        {
            invocation.Terminal.WriteLine(result.WasUndo
                ? $"Recovered: the undo of transaction {result.TransactionId} is finished; the host is in the state before it."
                : $"Recovered: transaction {result.TransactionId} was cut off while applying; the host is in the state before it.");
            foreach (var line in ReversalView.Lines(result.Files))
            {
                invocation.Terminal.WriteLine(line);
            }
        }

        if (results.IsEmpty)
        {
            invocation.Terminal.WriteLine("Nothing to recover: no transaction was cut off.");
        }

        StatusCommand.WriteDocument(invocation);

        return ExitCode.Success;
    }
}
