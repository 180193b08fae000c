using System.CommandLine;
using Passthrough.Disks;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough disk commit</c>.</summary>
internal static class DiskCommitCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var file = DiskCommand.Image("FILE", "The overlay");
        var format = DiskCommand.Format();
        var isDeleted = new Option<bool>("--delete") { Description = "Delete the overlay when its content is in the image below (default: it is emptied and can be used as before)" };
        var command = new Command("commit", """
            Write what an overlay holds into the image that it stands on.

            Cut off at any point, the overlay still shows all that it showed: run the same command again. Refused when either is in use, or another image stands on one of them.

            Example:
              passthrough disk commit try.qcow2 --delete
            """)
        {
            file, format, isDeleted,
        };
        command.SetAction(global.LiveAction("disk commit", invocation => DiskCommand.RunAsync(invocation, shop => DiskCommit.RunAsync(
            shop,
            GivenPath.Of(invocation.Arguments.GetRequiredValue(file)),
            DiskCommand.FormatOf(invocation.Arguments.GetValue(format)),
            invocation.Arguments.GetValue(isDeleted)))));
        return command;
    }
}
