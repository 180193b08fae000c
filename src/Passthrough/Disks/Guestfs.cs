using System.Collections.Immutable;
using Passthrough.Guests;
using Passthrough.Guests.Disks;
using Passthrough.Host.Distribution;
using Passthrough.Processes;

namespace Passthrough.Disks;

/// <summary>The commands of libguestfs's tools, which look into an image with a small virtual machine of their own: the host mounts nothing of a guest's.</summary>
internal static class Guestfs
{
    private const string Sparsifier = "virt-sparsify";
    private const string Shell = "guestfish";
    private const string Backend = "LIBGUESTFS_BACKEND";

    /// <summary>Passes when the programs are installed.</summary>
    /// <param name="distribution">The machine's distribution.</param>
    /// <exception cref="Failures.ToolFailedException">One is not; the next step names the packages.</exception>
    public static void Require(DistributionFacts distribution)
    {
        InstalledTool.Require(Sparsifier, "finds the unused blocks of an image", distribution, PackagesOf);
        InstalledTool.Require(Shell, "reads and writes the file systems of an image", distribution, PackagesOf);
    }

    /// <summary>Copies an image without the blocks that its file systems do not use.</summary>
    /// <param name="image">The image.</param>
    /// <param name="options">The copy's options.</param>
    /// <param name="isCompressed">True to compress the copy.</param>
    /// <param name="work">A folder for the time being.</param>
    /// <param name="target">The copy.</param>
    public static ToolCommand Sparsify(DiskImage image, ImmutableArray<string> options, bool isCompressed, string work, string target) =>
        Of(Sparsifier, image, work, [
            "--machine-readable", "--check-tmpdir", "ignore", "--tmp", work, "--format", EnumWord.Of(image.Format), "--convert", EnumWord.Of(image.Format),
            .. isCompressed ? ["--compress"] : Array.Empty<string>(),
            .. options.IsEmpty ? Array.Empty<string>() : ["-o", string.Join(',', options)],
            image.Path, target,
        ]);

    /// <summary>Gives back the blocks that an image's file systems do not use.</summary>
    /// <param name="image">The image.</param>
    /// <param name="work">A folder for the time being.</param>
    public static ToolCommand Trim(DiskImage image, string work) => Of(Sparsifier, image, work, ["--machine-readable", "--in-place", "--format", EnumWord.Of(image.Format), image.Path]);

    /// <summary>Copies files and folders into an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="sources">Absolute paths of the host.</param>
    /// <param name="folder">The folder in the guest.</param>
    /// <param name="partition">The file system, as libguestfs names it; null for those of the installed system, where it has them.</param>
    /// <param name="work">A folder for the time being.</param>
    public static ToolCommand CopyIn(DiskImage image, ImmutableArray<string> sources, string folder, string? partition, string work) =>
        Of(Shell, image, work, [
            "--rw", $"--format={EnumWord.Of(GuestDiskFormat.Qcow2)}", "-a", image.Path,
            .. partition is null ? ["-i"] : new[] { "-m", partition },
            "copy-in", .. sources, folder,
        ]);

    // libvirt's way would run QEMU as another user, who may not read the image. What a killed tool leaves lies in the folder that is removed; the appliance is kept where it always is.
    private static ToolCommand Of(string program, DiskImage image, string work, ImmutableArray<string> arguments) => new(program, arguments)
    {
        TimeLimit = QemuImg.LimitFor(image.VirtualBytes),
        Environment = Environment.GetEnvironmentVariable(Backend) is { Length: > 0 }
            ? ImmutableDictionary<string, string>.Empty.Add("LIBGUESTFS_TMPDIR", work)
            : ImmutableDictionary<string, string>.Empty.Add("LIBGUESTFS_TMPDIR", work).Add(Backend, "direct"),
    };

    // Debian and Ubuntu do not install a kernel with them where none is, which only a container lacks.
    private static ImmutableArray<string> PackagesOf(string? manager) => manager switch
    {
        "apt" => ["guestfs-tools", "guestfish"],
        "dnf" => ["guestfs-tools", "/usr/bin/guestfish"],
        _ => ["guestfs-tools", "libguestfs"],
    };
}
