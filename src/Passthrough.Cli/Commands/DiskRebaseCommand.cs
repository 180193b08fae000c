using System.CommandLine;
using Passthrough.Disks;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough disk rebase</c>.</summary>
internal static class DiskRebaseCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var file = DiskCommand.Image("FILE", "The image");
        var format = DiskCommand.Format();
        var below = new Option<string?>("--base") { Description = "The image to stand on", HelpName = "FILE" };
        var belowFormat = DiskCommand.Format("--base-format", "The format of --base (default: as a guest has it written down, or by its ending)");
        var isAlone = new Option<bool>("--no-base") { Description = "Stand on no other image: all of it is copied in" };
        var isNameOnly = new Option<bool>("--unsafe") { Description = "Change only the name and format that are written in the image: for a base that was moved. If it holds anything else than the old one, the disk is garbage" };
        var command = new Command("rebase", """
            Put an image on another one than it stands on, without changing what it shows.

            What differs is copied into the image first; cut off at any point, it stands on the old one and shows the same. With --unsafe nothing is copied.

            Example:
              passthrough disk rebase try.qcow2 --base win11-updated.qcow2
              passthrough disk rebase try.qcow2 --no-base
              passthrough disk rebase try.qcow2 --base /srv/images/win11.qcow2 --unsafe
            """)
        {
            file, format, below, belowFormat, isAlone, isNameOnly,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(below) is null == !result.GetValue(isAlone))
            {
                result.AddError("Say --base FILE or --no-base.");
            }

            if (result.GetValue(isAlone) && (result.GetValue(isNameOnly) || result.GetValue(belowFormat) is not null))
            {
                result.AddError("--unsafe and --base-format go with --base.");
            }
        });
        command.SetAction(global.LiveAction("disk rebase", invocation => DiskCommand.RunAsync(invocation, shop => DiskRebase.RunAsync(
            shop,
            GivenPath.Of(invocation.Arguments.GetRequiredValue(file)),
            DiskCommand.FormatOf(invocation.Arguments.GetValue(format)),
            invocation.Arguments.GetValue(below) is { } path ? GivenPath.Of(path) : null,
            DiskCommand.FormatOf(invocation.Arguments.GetValue(belowFormat)),
            invocation.Arguments.GetValue(isNameOnly)))));
        return command;
    }
}
