using System.CommandLine;
using Passthrough.Disks;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough disk copy-in</c>.</summary>
internal static class DiskCopyInCommand
{
    private const int MostPaths = 10_000;

    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var image = DiskCommand.Image("IMAGE", "The image");
        var paths = new Argument<string[]>("LOCAL") { Description = "Files and folders of the host, and as the last word the folder in the guest, from its root", HelpName = "LOCAL... GUESTDIR", Arity = new ArgumentArity(2, MostPaths) };
        var format = DiskCommand.Format();
        var partition = new Option<string?>("--partition") { Description = "The file system to copy into, such as /dev/sda1 (default: that of the system installed in the image)", HelpName = "DEVICE" };
        var command = new Command("copy-in", """
            Copy files and folders of the host into an image, while its guest is off.

            All of them or none: they go into an overlay first, which is written into the image when it has all of them. Needs libguestfs's guestfish; the host mounts nothing. A Windows that
            hibernates, or was shut down with Fast Startup, lets nobody write its disk.

            Example:
              passthrough disk copy-in debian.qcow2 setup.sh keys/ /root
              passthrough disk copy-in win11.qcow2 drivers/ /Users/anna/Desktop
            """)
        {
            image, paths, format, partition,
        };
        command.SetAction(global.LiveAction("disk copy-in", invocation =>
        {
            var arguments = invocation.Arguments;
            var words = arguments.GetRequiredValue(paths);
            return DiskCommand.RunAsync(invocation, shop => DiskCopyIn.RunAsync(
                shop,
                GivenPath.Of(arguments.GetRequiredValue(image)),
                DiskCommand.FormatOf(arguments.GetValue(format)),
                [.. words[..^1].Select(GivenPath.Of)],
                words[^1],
                arguments.GetValue(partition)));
        }));
        return command;
    }
}
