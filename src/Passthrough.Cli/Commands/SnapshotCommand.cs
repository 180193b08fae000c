using System.CommandLine;
using System.Text.Json;
using Passthrough.Changes;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Host.Snapshots;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough snapshot FILE</c>: the machine in one archive, without personal data.</summary>
internal static class SnapshotCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var file = new Argument<string>("FILE") { Description = "The archive to write: .tar.gz, or .tar without compression; never over an existing file" };
        var command = new Command("snapshot", """
            Write what this machine says of itself into one archive, without personal data, for someone else to look at.

            It holds the very files that the reading commands read, so that each of them says the same with --host. Serial numbers, UUIDs, addresses, names of people and
            machines, and passwords are replaced by made-up values or left out. Needs no root, which only fills in more; changes nothing.

            Example:
              passthrough snapshot my-pc.tar.gz
              passthrough check --host my-pc.tar.gz
            """);
        command.Arguments.Add(file);
        command.SetAction(global.Action(invocation => ChangeContexts.RunAsync(() => Run(invocation, invocation.Arguments.GetValue(file)!))));
        return command;
    }

    private static ExitCode Run(Invocation invocation, string file)
    {
        var result = SnapshotTaker.Take(invocation.Roots, file, invocation.Cancellation);
        var terminal = invocation.Terminal;
        if (terminal.IsJson)
        {
            var manifest = result.Manifest;
            var document = new SnapshotDocument(1, result.File, result.Bytes, manifest.Entries, manifest.CountNotReadable(), manifest.Removed, manifest.LeftOut);
            terminal.WriteDocument(JsonSerializer.Serialize(document, ViewDocuments.Default.SnapshotDocument));
            return ExitCode.Success;
        }

        foreach (var line in SnapshotView.Lines(result, Rights.IsRoot, terminal.Width))
        {
            terminal.WriteLine(line);
        }

        return ExitCode.Success;
    }
}
