using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Storage;

namespace Passthrough.Planning.Guard;

/// <summary>
/// The file in which GRUB remembers a trial boot from one start to the next: its own <c>grubenv</c>, or, where it cannot write that (btrfs, ZFS, LVM, RAID, encryption), a file of the same kind on the EFI system
/// partition.
/// </summary>
/// <param name="Path">The machine's own path of the file.</param>
/// <param name="FileSystemId">The id by which GRUB finds the file system that it lies on (<c>search --fs-uuid</c>); null for GRUB's own, which it has read already.</param>
internal sealed record GrubMemory(string Path, string? FileSystemId)
{
    private const int Bytes = 1024;
    private const string Signature = "# GRUB Environment Block\n";
    private const string Links = "by-uuid/";

    /// <summary>The file as <c>grub-editenv create</c> makes it (GRUB knows it by the first line, and fills it with <c>#</c>), with a line that says whose it is.</summary>
    public static string EmptyText { get; } = $"{Signature}{OwnFile.Heading}\n".PadRight(Bytes, '#');

    /// <summary>A file that GRUB can write; null when the machine has no place for one.</summary>
    /// <param name="facts">The machine.</param>
    public static GrubMemory? Of(HostFacts facts) => facts.Boot.Grub is { CanRemember: true, EnvironmentPath: { } own }
        ? new GrubMemory(own, FileSystemId: null)
        : BootPartitions.Folders(HostRoots.Live).Select(folder => On(facts.Storage, folder)).OfType<GrubMemory>().FirstOrDefault();

    /// <summary>Only where a partition of a disk itself is mounted whole, and by itself at each start: what the trial left has to be seen then.</summary>
    private static GrubMemory? On(StorageFacts storage, string folder)
    {
        var mount = (storage.Mounts ?? []).LastOrDefault(mount => string.Equals(mount.Target, folder, StringComparison.Ordinal));
        var device = mount?.Number is { } number ? storage.Devices.FirstOrDefault(device => string.Equals(device.Number, number, StringComparison.Ordinal)) : null;
        return mount is { Root: "/" } && GrubWriteSupport.IsWritable(mount.FileSystem)
            && device is { Kind: BlockDeviceKind.Partition, Parent: { } parent } && storage.Find(parent) is { Kind: BlockDeviceKind.Disk }
            && device.Links.FirstOrDefault(link => link.StartsWith(Links, StringComparison.Ordinal)) is { } link
            && !storage.Fstab.Any(entry => !entry.IsAutomatic && string.Equals(entry.Target, folder, StringComparison.Ordinal))
            ? new GrubMemory($"{folder}/{GrubEnvironment.OnPartition}", DiskLinks.Unescape(link[Links.Length..]))
            : null;
    }
}
