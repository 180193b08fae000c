using System.CommandLine;
using Passthrough.Disks;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough disk trim</c>.</summary>
internal static class DiskTrimCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var file = DiskCommand.Image("FILE", "The image");
        var format = DiskCommand.Format();
        var command = new Command("trim", """
            Give the blocks that an image's file systems do not use back to the host, in the image itself.

            For guests that have not done it themselves (fstrim, or Optimize Drives in Windows, on a disk with 'discard'). Needs libguestfs's virt-sparsify, and no room. Refused while
            anybody has the image, and when another image stands on it.

            Example:
              passthrough disk trim debian.qcow2
            """)
        {
            file, format,
        };
        command.SetAction(global.LiveAction("disk trim", invocation => DiskCommand.RunAsync(invocation, shop => DiskTrim.RunAsync(
            shop,
            GivenPath.Of(invocation.Arguments.GetRequiredValue(file)),
            DiskCommand.FormatOf(invocation.Arguments.GetValue(format))))));
        return command;
    }
}
