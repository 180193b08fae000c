using System.CommandLine;
using Passthrough.Disks;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough disk overlay</c>.</summary>
internal static class DiskOverlayCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var below = DiskCommand.Image("BASE", "The image to stand on");
        var file = DiskCommand.Image("FILE", "The new image; never over an existing file");
        var format = DiskCommand.Format("--base-format", "The format of BASE (default: as a guest has it written down, or by its ending)");
        var command = new Command("overlay", """
            Make an image that holds only what differs from another one, to try something and throw it away, or for several guests from one installation.

            From then on BASE must not be written by anybody. Its format is written into the new image, so that QEMU never guesses it. Refused while a guest writes BASE.

            Example:
              passthrough disk overlay win11.qcow2 try.qcow2
            """)
        {
            below, file, format,
        };
        command.SetAction(global.LiveAction("disk overlay", invocation => DiskCommand.RunAsync(invocation, shop => DiskOverlay.RunAsync(
            shop,
            GivenPath.Of(invocation.Arguments.GetRequiredValue(below)),
            DiskCommand.FormatOf(invocation.Arguments.GetValue(format)),
            GivenPath.Of(invocation.Arguments.GetRequiredValue(file))))));
        return command;
    }
}
