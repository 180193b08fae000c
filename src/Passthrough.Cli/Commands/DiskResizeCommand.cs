using System.CommandLine;
using Passthrough.Disks;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough disk resize</c>.</summary>
internal static class DiskResizeCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var file = DiskCommand.Image("FILE", "The image");
        var size = new Argument<string>("SIZE") { Description = "The new size that the guest sees, such as 200G, or +50G to add that much" };
        var format = DiskCommand.Format();
        var mayShrink = new Option<bool>("--shrink") { Description = "Make it smaller: all that lies behind the new end is lost" };
        var command = new Command("resize", """
            Change the size of a guest's disk, while the guest is off.

            Only the disk changes: partitions and file systems on it are the guest's to grow afterwards. Smaller only with --shrink, after the partitions were made smaller in the guest.

            Example:
              passthrough disk resize win11.qcow2 +50G
            """)
        {
            file, size, format, mayShrink,
        };
        command.SetAction(global.LiveAction("disk resize", invocation =>
        {
            var arguments = invocation.Arguments;
            var text = arguments.GetRequiredValue(size);
            var isAdded = text.StartsWith('+');
            var bytes = DiskCommand.BytesOf(isAdded ? text[1..] : text);
            return DiskCommand.RunAsync(invocation, shop => DiskResize.RunAsync(
                shop,
                GivenPath.Of(arguments.GetRequiredValue(file)),
                DiskCommand.FormatOf(arguments.GetValue(format)),
                bytes,
                isAdded,
                arguments.GetValue(mayShrink)));
        }));
        return command;
    }
}
