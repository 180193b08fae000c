using System.CommandLine;
using Passthrough.Disks;
using Passthrough.Guests;
using Passthrough.Guests.Disks;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough disk create</c>.</summary>
internal static class DiskCreateCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var file = DiskCommand.Image("FILE", "The new image; never over an existing file");
        var size = new Argument<string>("SIZE") { Description = "The size that the guest sees, such as 120G" };
        var format = DiskCommand.Format("--format", "The format (default: by the ending of FILE, else qcow2)");
        var preallocation = new Option<string?>("--preallocation") { Description = "How much takes room at once: nothing, the tables of a qcow2 image, or all, reserved or written (default: off)" };
        preallocation.AcceptOnlyFromAmong([.. EnumWord.All<DiskPreallocation>()]);
        var command = new Command("create", """
            Make an empty image for a guest's disk.

            qcow2 grows with what the guest writes; raw does too, on file systems with holes. A qcow2 image gets clusters of 128 KiB that are allocated in parts of 4 KiB where QEMU can (5.2), and on btrfs
            either is kept from being copied on write. Only its owner may read it; libvirt gives it to QEMU when the guest starts.

            Example:
              passthrough disk create win11.qcow2 120G
              sudo passthrough disk create /var/lib/libvirt/images/data.raw 500G --preallocation falloc
            """)
        {
            file, size, format, preallocation,
        };
        command.SetAction(global.LiveAction("disk create", invocation =>
        {
            var arguments = invocation.Arguments;
            var path = GivenPath.Of(arguments.GetRequiredValue(file));
            var bytes = DiskCommand.BytesOf(arguments.GetRequiredValue(size));
            return DiskCommand.RunAsync(invocation, shop => DiskCreate.RunAsync(
                shop,
                path,
                bytes,
                DiskCommand.FormatOf(arguments.GetValue(format)) ?? ImageFormats.OfName(path) ?? GuestDiskFormat.Qcow2,
                arguments.GetValue(preallocation) is { } word ? EnumWord.Parse<DiskPreallocation>(word)!.Value : DiskPreallocation.Off));
        }));
        return command;
    }
}
