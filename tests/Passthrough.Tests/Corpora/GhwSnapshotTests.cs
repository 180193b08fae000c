using System.Formats.Tar;
using System.IO.Compression;
using Passthrough.Host;
using Passthrough.Host.Iommu;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;
using Passthrough.Host.Storage;

namespace Passthrough.Tests.Corpora;

/// <summary>Trees recorded from real machines (<c>/sys/block</c>, <c>/proc/self/mounts</c>): the answers are the kernel's own.</summary>
public class GhwSnapshotTests(GhwSnapshotTests.Snapshots snapshots) : IClassFixture<GhwSnapshotTests.Snapshots>
{
    [Fact]
    public void Every_disk_is_seen_with_its_partitions() => Assert.All(snapshots.All, snapshot => Assert.Equal(
        snapshot.Disks.SelectMany(disk => snapshot.PartitionsOf(disk).Prepend(disk)).Order(StringComparer.Ordinal),
        snapshot.Storage.Devices.Select(device => device.Name).Order(StringComparer.Ordinal)));

    [Fact]
    public void Every_mounted_partition_makes_its_disk_used()
    {
        var compared = snapshots.All.SelectMany(snapshot => snapshot.Mounts
            .Where(mount => snapshot.Storage.Find(mount.Source["/dev/".Length..]) is not null)
            .Select(mount => (mount.Source, Uses: new DiskUses(snapshot.Storage).Of(snapshot.Storage.Find(mount.Source["/dev/".Length..])!.Parent!), mount.Target))).ToList();
        Assert.All(compared, mount => Assert.Contains(mount.Uses, use => use.Kind == DiskUseKind.Mounted && use.Subject == mount.Target));
        Assert.Equal(6, compared.Count);
    }

    [Fact]
    public void No_controller_is_free_on_a_machine_whose_picture_does_not_tell_what_lies_under_its_volumes() => Assert.All(snapshots.All, snapshot =>
    {
        var reader = new MachineReader(snapshot.Roots);
        var functions = PciReader.Read(reader);
        var iommu = IommuReader.Read(reader, functions);
        Assert.DoesNotContain(StorageControllers.Judge(snapshot.Storage, IommuGroups.Agree(functions, iommu.Groups), iommu), controller => controller.IsFree);
    });

    public sealed class Snapshots : IDisposable
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("passthrough-ghw-");
        private readonly Lazy<List<Snapshot>> all;

        public Snapshots() => all = new(() => [.. Directory.GetFiles(CorpusFolder.Require("ghw-snapshots"), "*.tar.gz").Order(StringComparer.Ordinal).Select(Read)]);

        internal List<Snapshot> All => all.Value;

        public void Dispose() => folder.Delete(recursive: true);

        private Snapshot Read(string path)
        {
            var target = folder.CreateSubdirectory(Path.GetFileName(path)).FullName;
            using var archive = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            TarFile.ExtractToDirectory(archive, target, overwriteFiles: true);
            var roots = HostRoots.Under(target);
            return new Snapshot(roots, StorageReader.Read(new MachineReader(roots)));
        }
    }

    internal sealed record Snapshot(HostRoots Roots, StorageFacts Storage)
    {
        public string[] Disks => Directory.Exists(Roots.Sys("block")) ? [.. Directory.GetFileSystemEntries(Roots.Sys("block")).Select(path => Path.GetFileName(path))] : [];

        public IEnumerable<(string Source, string Target)> Mounts => File.Exists(Roots.Proc("self/mounts"))
            ? File.ReadLines(Roots.Proc("self/mounts")).Select(line => line.Split(' ')).Where(fields => fields[0].StartsWith("/dev/", StringComparison.Ordinal)).Select(fields => (fields[0], fields[1]))
            : [];

        public IEnumerable<string> PartitionsOf(string disk) =>
            Directory.GetDirectories(Roots.Sys($"block/{disk}")).Where(path => File.Exists(Path.Combine(path, "partition"))).Select(path => Path.GetFileName(path));
    }
}
