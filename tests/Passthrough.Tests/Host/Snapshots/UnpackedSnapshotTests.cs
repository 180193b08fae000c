using System.Formats.Tar;
using System.IO.Compression;
using FsCheck;
using FsCheck.Fluent;
using Passthrough.Failures;
using Passthrough.Host.Reading;
using Passthrough.Host.Snapshots;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host.Snapshots;

public class UnpackedSnapshotTests
{
    [Theory]
    [InlineData("/etc/passwd", TarEntryType.RegularFile)]
    [InlineData("../outside", TarEntryType.RegularFile)]
    [InlineData("etc/../../outside", TarEntryType.RegularFile)]
    [InlineData("etc/..", TarEntryType.Directory)]
    [InlineData("dev/sda", TarEntryType.BlockDevice)]
    [InlineData("dev/tty", TarEntryType.CharacterDevice)]
    [InlineData("run/pipe", TarEntryType.Fifo)]
    [InlineData("etc/second", TarEntryType.HardLink)]
    public void What_leads_out_or_is_no_file_is_refused_and_named(string name, TarEntryType type)
    {
        using var file = new ScratchFile("bad.tar");
        WriteTar(file.Path, Entry(TarEntryType.RegularFile, "etc/first"), Entry(type, name, "etc/first"));
        var error = Assert.Throws<InvalidInputException>(() => UnpackedSnapshot.Open(file.Path, CancellationToken.None));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains(file.Path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_written_through_a_link_that_the_archive_made()
    {
        using var outside = new ScratchMachine().Folder("/victim");
        using var file = new ScratchFile("bad.tar");
        WriteTar(file.Path, Entry(TarEntryType.SymbolicLink, "etc", outside.Path("/victim")), Entry(TarEntryType.RegularFile, "etc/passwd"));
        Assert.Throws<InvalidInputException>(() => UnpackedSnapshot.Open(file.Path, CancellationToken.None));
        Assert.Empty(Directory.GetFileSystemEntries(outside.Path("/victim")));
    }

    [Fact]
    public void The_same_name_twice_is_refused()
    {
        using var file = new ScratchFile("bad.tar");
        WriteTar(file.Path, Entry(TarEntryType.RegularFile, "etc/a"), Entry(TarEntryType.SymbolicLink, "./etc//a", "/etc/shadow"));
        Assert.Throws<InvalidInputException>(() => UnpackedSnapshot.Open(file.Path, CancellationToken.None));
    }

    [Fact]
    public void A_link_to_the_running_machine_is_read_inside_the_snapshot()
    {
        using var file = new ScratchFile("links.tar");
        WriteTar(
            file.Path,
            Entry(TarEntryType.SymbolicLink, "etc/os-release", "/etc/inside"),
            Entry(TarEntryType.SymbolicLink, "etc/up", "../../../../../../etc/inside"),
            Entry(TarEntryType.SymbolicLink, "etc/out", "/etc/passwd"),
            Entry(TarEntryType.RegularFile, "etc/inside", content: "inside"));
        using var snapshot = UnpackedSnapshot.Open(file.Path, CancellationToken.None);
        var reader = new MachineReader(snapshot.Roots);
        Assert.Equal("inside", reader.ReadText(snapshot.Roots.Etc("os-release")));
        Assert.Equal("inside", reader.ReadText(snapshot.Roots.Etc("up")));
        Assert.Null(reader.ReadText(snapshot.Roots.Etc("out")));
    }

    [Fact]
    public void The_folder_is_private_and_gone_afterwards()
    {
        using var file = new ScratchFile("good.tar");
        WriteTar(file.Path, Entry(TarEntryType.RegularFile, "etc/a"));
        string folder;
        using (var snapshot = UnpackedSnapshot.Open(file.Path, CancellationToken.None))
        {
            folder = snapshot.Roots.Root;
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        }

        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void A_file_that_no_reader_would_read_is_refused_before_it_fills_the_disk()
    {
        using var file = new ScratchFile("bomb.tar.gz");
        WriteTar(file.Path, Entry(TarEntryType.RegularFile, "etc/huge", content: new string('x', MachineReader.MostBytes + 1)));
        Assert.Contains("etc/huge", Assert.Throws<InvalidInputException>(() => UnpackedSnapshot.Open(file.Path, CancellationToken.None)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_that_holds_more_than_its_bound_ends()
    {
        using var stream = new BoundedStream(new MemoryStream(new byte[100]), 99);
        Assert.Throws<BoundReachedException>(() => stream.CopyTo(Stream.Null));
    }

    [Fact]
    public void An_archive_that_is_cut_off_anywhere_is_refused()
    {
        using var whole = new ScratchFile("pc.tar.gz");
        using var machine = new ScratchMachine().File("/etc/os-release", "ID=debian\n").File("/proc/cmdline", "quiet\n").File("/proc/meminfo", "MemTotal: 1 kB\n");
        SnapshotTaker.Take(machine.Roots, whole.Path, CancellationToken.None);
        var bytes = File.ReadAllBytes(whole.Path);
        foreach (var length in Enumerable.Range(0, bytes.Length - 20).Where(length => length % 7 == 0))
        {
            using var part = new ScratchFile("part.tar.gz");
            File.WriteAllBytes(part.Path, bytes[..length]);
            Assert.Throws<InvalidInputException>(() => UnpackedSnapshot.Open(part.Path, CancellationToken.None));
        }
    }

    [Fact]
    public void Damage_anywhere_is_told_and_never_thrown_as_a_defect()
    {
        using var whole = new ScratchFile("pc.tar");
        using var machine = new ScratchMachine().File("/etc/os-release", "ID=debian\n").Link("/lib", "usr/lib").File("/proc/cmdline", "quiet\n");
        SnapshotTaker.Take(machine.Roots, whole.Path, CancellationToken.None);
        var bytes = File.ReadAllBytes(whole.Path);
        var damage = Gen.Choose(0, bytes.Length - 1).Zip(Gen.Choose(0, 255)).ListOf(5).ToArbitrary();
        Prop.ForAll(damage, places => Open([.. places.Aggregate(bytes.ToList(), Damaged)])).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(60));
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), rubbish => Open([.. rubbish, .. new byte[512]])).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), rubbish => Open([0x1f, 0x8b, 8, 0, .. rubbish])).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
    }

    private static List<byte> Damaged(List<byte> bytes, (int At, int Value) place)
    {
        bytes[place.At] = (byte)place.Value;
        return bytes;
    }

    private static void Open(byte[] bytes)
    {
        using var file = new ScratchFile("some.tar");
        File.WriteAllBytes(file.Path, bytes);
        var error = Record.Exception(() => UnpackedSnapshot.Open(file.Path, CancellationToken.None).Dispose());
        Assert.True(error is null or InvalidInputException, error?.ToString());
    }

    private static PaxTarEntry Entry(TarEntryType type, string name, string? target = null, string content = "")
    {
        var entry = new PaxTarEntry(type, name);
        if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink)
        {
            entry.LinkName = target!;
        }

        if (type is TarEntryType.RegularFile)
        {
            entry.DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content));
        }

        return entry;
    }

    private static void WriteTar(string path, params TarEntry[] entries)
    {
        using var file = File.Create(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : file;
        using var tar = new TarWriter(stream);
        foreach (var entry in entries)
        {
            tar.WriteEntry(entry);
        }
    }
}
