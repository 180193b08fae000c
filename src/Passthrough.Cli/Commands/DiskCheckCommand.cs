using System.CommandLine;
using Passthrough.Disks;
using Passthrough.Guests;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough disk check</c>.</summary>
internal static class DiskCheckCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var file = DiskCommand.Image("FILE", "The image");
        var format = DiskCommand.Format();
        var repair = new Option<string?>("--repair") { Description = "leaks frees clusters that belong to nothing; all repairs errors too, and can guess wrong: copy the image first" };
        repair.AcceptOnlyFromAmong([.. EnumWord.All<DiskRepair>()]);
        var command = new Command("check", """
            Check the structure of a qcow2 image: what QEMU needs to find the guest's data. File systems inside are the guest's to check.

            Exit code 20 when the image is damaged, 0 when at most space is lost. Refused while anybody writes the image, and for --repair while anybody has it.

            Example:
              passthrough disk check win11.qcow2
              passthrough disk check win11.qcow2 --repair leaks
            """)
        {
            file, format, repair,
        };
        command.SetAction(global.LiveAction("disk check", invocation => DiskCommand.RunAsync(invocation, shop => DiskCheck.RunAsync(
            shop,
            GivenPath.Of(invocation.Arguments.GetRequiredValue(file)),
            DiskCommand.FormatOf(invocation.Arguments.GetValue(format)),
            invocation.Arguments.GetValue(repair) is { } word ? EnumWord.Parse<DiskRepair>(word) : null))));
        return command;
    }
}
