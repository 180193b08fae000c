using System.CommandLine;
using Passthrough.Disks;
using Passthrough.Guests.Disks;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough disk convert</c>.</summary>
internal static class DiskConvertCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var source = DiskCommand.Image("SOURCE", "The image, or a disk of the machine that the host does not use");
        var file = DiskCommand.Image("FILE", "The copy; never over an existing file");
        var format = DiskCommand.Format("--format", "The format of SOURCE (default: as a guest has it written down, or by its ending)");
        var to = DiskCommand.Format("--to", "The format of FILE (default: by its ending, else qcow2)");
        var isCompressed = new Option<bool>("--compress") { Description = "Compress the copy (qcow2): smaller, and slower to read; what the guest writes later is not compressed" };
        var command = new Command("convert", """
            Copy an image into a new one, with all that it stands on: another format, one image out of several, or a smaller file.

            The source is only read. Blocks of zeros take no room in the copy. Snapshots inside the source are not copied.

            Example:
              passthrough disk convert try.qcow2 merged.qcow2
              passthrough disk convert win11.qcow2 win11.raw
              passthrough disk convert win11.qcow2 archive.qcow2 --compress
            """)
        {
            source, file, format, to, isCompressed,
        };
        command.SetAction(global.LiveAction("disk convert", invocation =>
        {
            var arguments = invocation.Arguments;
            var path = GivenPath.Of(arguments.GetRequiredValue(file));
            return DiskCommand.RunAsync(invocation, shop => DiskConvert.RunAsync(
                shop,
                GivenPath.Of(arguments.GetRequiredValue(source)),
                DiskCommand.FormatOf(arguments.GetValue(format)),
                path,
                DiskCommand.FormatOf(arguments.GetValue(to)) ?? ImageFormats.OfName(path) ?? GuestDiskFormat.Qcow2,
                arguments.GetValue(isCompressed)));
        }));
        return command;
    }
}
