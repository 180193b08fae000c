using System.CommandLine;
using Passthrough.Disks;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough disk sparsify</c>.</summary>
internal static class DiskSparsifyCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var file = DiskCommand.Image("FILE", "The image");
        var format = DiskCommand.Format();
        var isInPlace = new Option<bool>("--in-place") { Description = "Give unused blocks back in the image itself, as 'passthrough disk trim' does: needs no room, finds a little less" };
        var isCompressed = new Option<bool>("--compress") { Description = "Compress the copy (qcow2)" };
        var command = new Command("sparsify", """
            Make an image smaller on the host's disk: blocks that its file systems do not use are left out.

            A copy is made beside the image (that takes room and time), checked, and gets the image's name in one step, with its owner, mode and label; until then the image is as it was. Needs
            libguestfs's virt-sparsify. Refused while anybody has the image, and when another image stands on it.

            Example:
              passthrough disk sparsify win11.qcow2
              passthrough disk sparsify win11.qcow2 --in-place
            """)
        {
            file, format, isInPlace, isCompressed,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(isInPlace) && result.GetValue(isCompressed))
            {
                result.AddError("--compress makes a copy; --in-place makes none.");
            }
        });
        command.SetAction(global.LiveAction("disk sparsify", invocation =>
        {
            var arguments = invocation.Arguments;
            var (path, given) = (GivenPath.Of(arguments.GetRequiredValue(file)), DiskCommand.FormatOf(arguments.GetValue(format)));
            return DiskCommand.RunAsync(invocation, shop => arguments.GetValue(isInPlace)
                ? DiskTrim.RunAsync(shop, path, given, DiskAction.Sparsify)
                : DiskSparsify.RunAsync(shop, path, given, arguments.GetValue(isCompressed)));
        }));
        return command;
    }
}
