using Passthrough.Disks;
using Passthrough.Failures;
using Passthrough.Guests.Disks;

namespace Passthrough.Tests.Disks;

/// <summary>The commands with the real qemu-img.</summary>
public class DiskCommandsTests
{
    private const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public async Task A_new_image_is_its_owners_alone_and_never_over_another()
    {
        using var images = new Images();
        var made = await images.CreateAsync("x.qcow2");
        Assert.Equal((16L << 20, GuestDiskFormat.Qcow2, true, 131072), (made.Image.VirtualBytes, made.Image.Format, made.Image.Header!.HasExtendedL2, made.Image.Header.ClusterBytes));
        Assert.Equal(OwnersAlone, File.GetUnixFileMode(images["x.qcow2"]));
        var before = File.ReadAllBytes(images["x.qcow2"]);
        Assert.Contains("exists already", (await Assert.ThrowsAsync<RefusedException>(() => images.CreateAsync("x.qcow2"))).Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(images["x.qcow2"]));
        Assert.Equal(["x.qcow2"], images.Names);
    }

    [Theory]
    [InlineData("x.raw", GuestDiskFormat.Raw, DiskPreallocation.Falloc, 16)]
    [InlineData("x.raw", GuestDiskFormat.Raw, DiskPreallocation.Full, 16)]
    [InlineData("x.qcow2", GuestDiskFormat.Qcow2, DiskPreallocation.Full, 16)]
    [InlineData("x.qcow2", GuestDiskFormat.Qcow2, DiskPreallocation.Metadata, 0)]
    [InlineData("x.raw", GuestDiskFormat.Raw, DiskPreallocation.Off, 0)]
    public async Task Room_is_taken_as_it_was_asked_for(string name, GuestDiskFormat format, DiskPreallocation preallocation, int leastMiB)
    {
        using var images = new Images();
        var made = await DiskCreate.RunAsync(images.Shop(), images[name], 16 << 20, format, preallocation);
        Assert.InRange(made.Image.AllocatedBytes, leastMiB * 1024L * 1024, (leastMiB + 2) * 1024L * 1024);
    }

    [Fact]
    public async Task What_cannot_be_made_is_said_beforehand()
    {
        using var images = new Images();
        await Assert.ThrowsAsync<InvalidInputException>(() => images.CreateAsync("x.img"));
        await Assert.ThrowsAsync<NotFoundException>(() => images.CreateAsync("nowhere/x.qcow2"));
        await Assert.ThrowsAsync<InvalidInputException>(() => DiskCreate.RunAsync(images.Shop(), images["x.raw"], 1 << 20, GuestDiskFormat.Raw, DiskPreallocation.Metadata));
        var error = await Assert.ThrowsAsync<RefusedException>(() => DiskCreate.RunAsync(images.Shop(), images["x.raw"], 1L << 50, GuestDiskFormat.Raw, DiskPreallocation.Falloc));
        Assert.Equal(ToolWords.NoSpace, error.Errno);
        Assert.Empty(images.Names);
    }

    [Fact]
    public async Task An_image_that_can_outgrow_its_place_is_made_and_said()
    {
        using var images = new Images();
        var made = await DiskCreate.RunAsync(images.Shop(), images["x.qcow2"], 1L << 44, GuestDiskFormat.Qcow2, DiskPreallocation.Off);
        Assert.Contains(made.Notes, note => note.Contains("outgrow", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_overlay_names_the_format_below_and_protects_it()
    {
        using var images = new Images();
        await images.CreateAsync("base.raw", format: GuestDiskFormat.Raw);
        var made = await images.OverlayAsync("base.raw", "o.qcow2");
        Assert.Equal(("raw", images["base.raw"]), (made.Image.Header!.BackingFormat, made.Image.Header.BackingFile));
        Assert.Equal((images["base.raw"], GuestDiskFormat.Raw), (made.Image.Chain[0].Path, made.Image.Chain[0].Format));
        var error = await Assert.ThrowsAsync<RefusedException>(() => DiskResize.RunAsync(images.Shop(), images["base.raw"], null, 1 << 20, isAdded: true, mayShrink: false));
        Assert.Contains($"'{images["o.qcow2"]}' stands on '{images["base.raw"]}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_commit_writes_into_the_image_below_and_leaves_an_empty_overlay()
    {
        using var images = new Images();
        await images.CreateAsync("base.qcow2");
        images.Write("base.qcow2", 1);
        await images.OverlayAsync("base.qcow2", "o.qcow2");
        images.Write("o.qcow2", 2, atMiB: 1);
        var done = await DiskCommit.RunAsync(images.Shop(), images["o.qcow2"], null, isDeleted: false);
        Assert.Equal(images["base.qcow2"], done.Image.Path);
        Assert.True(images.Holds("base.qcow2", 1) && images.Holds("base.qcow2", 2, atMiB: 1) && images.Holds("o.qcow2", 2, atMiB: 1));
        Assert.Equal(100, images.Steps.Max(step => step.Percent));
        images.Write("o.qcow2", 3, atMiB: 2);
        await DiskCommit.RunAsync(images.Shop(), images["o.qcow2"], null, isDeleted: true);
        Assert.True(images.Holds("base.qcow2", 3, atMiB: 2));
        Assert.Equal(["base.qcow2"], images.Names);
    }

    [Fact]
    public async Task A_commit_below_another_overlay_is_refused()
    {
        using var images = new Images();
        await images.CreateAsync("base.qcow2");
        await images.OverlayAsync("base.qcow2", "a.qcow2");
        await images.OverlayAsync("base.qcow2", "b.qcow2");
        Assert.Contains("b.qcow2", (await Assert.ThrowsAsync<RefusedException>(() => DiskCommit.RunAsync(images.Shop(), images["a.qcow2"], null, isDeleted: false))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidInputException>(() => DiskCommit.RunAsync(images.Shop(), images["base.qcow2"], null, isDeleted: false));
    }

    [Fact]
    public async Task An_overlay_in_another_folder_is_known_by_its_guest()
    {
        using var images = new Images();
        await images.CreateAsync("base.qcow2");
        Directory.CreateDirectory(images["elsewhere"]);
        await images.OverlayAsync("base.qcow2", "elsewhere/o.qcow2");
        images.Guest("win11", "elsewhere/o.qcow2");
        var error = await Assert.ThrowsAsync<RefusedException>(() => DiskResize.RunAsync(images.Shop(), images["base.qcow2"], null, 1 << 20, isAdded: true, mayShrink: false));
        Assert.Contains("guest 'win11'", error.Message, StringComparison.Ordinal);
        Assert.Contains("guest 'win11'", (await Assert.ThrowsAsync<RefusedException>(() => DiskCommit.RunAsync(images.Shop(), images["elsewhere/o.qcow2"], null, isDeleted: true))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guest_whose_disk_gets_an_overlay_is_named()
    {
        using var images = new Images();
        await images.CreateAsync("base.qcow2");
        images.Guest("win11", "base.qcow2");
        Assert.Contains((await images.OverlayAsync("base.qcow2", "o.qcow2")).Notes, note => note.Contains("guest 'win11'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rebase_keeps_what_the_image_shows()
    {
        using var images = new Images();
        await images.CreateAsync("a.qcow2");
        images.Write("a.qcow2", 1);
        await images.CreateAsync("b.qcow2");
        await images.OverlayAsync("a.qcow2", "o.qcow2");
        var done = await DiskRebase.RunAsync(images.Shop(), images["o.qcow2"], null, images["b.qcow2"], null, isNameOnly: false);
        Assert.Equal(images["b.qcow2"], done.Image.Chain[0].Path);
        Assert.True(images.Holds("o.qcow2", 1));
        done = await DiskRebase.RunAsync(images.Shop(), images["o.qcow2"], null, null, null, isNameOnly: false);
        Assert.Empty(done.Image.Chain);
        Assert.True(images.Holds("o.qcow2", 1));
    }

    [Fact]
    public async Task Images_do_not_stand_on_each_other()
    {
        using var images = new Images();
        await images.CreateAsync("base.qcow2");
        await images.OverlayAsync("base.qcow2", "o.qcow2");
        await Assert.ThrowsAsync<RefusedException>(() => DiskRebase.RunAsync(images.Shop(), images["base.qcow2"], null, images["o.qcow2"], null, isNameOnly: false));
        await Assert.ThrowsAsync<RefusedException>(() => DiskRebase.RunAsync(images.Shop(), images["o.qcow2"], null, images["o.qcow2"], null, isNameOnly: true));
    }

    [Fact]
    public async Task A_base_that_was_moved_is_named_again()
    {
        using var images = new Images();
        await images.CreateAsync("base.qcow2");
        images.Write("base.qcow2", 1);
        await images.OverlayAsync("base.qcow2", "o.qcow2");
        File.Move(images["base.qcow2"], images["moved.qcow2"]);
        Assert.Contains("--unsafe", (await Assert.ThrowsAsync<NotFoundException>(() => DiskCommit.RunAsync(images.Shop(), images["o.qcow2"], null, isDeleted: false))).NextStep, StringComparison.Ordinal);
        await DiskRebase.RunAsync(images.Shop(), images["o.qcow2"], null, images["moved.qcow2"], null, isNameOnly: true);
        Assert.True(images.Holds("o.qcow2", 1));
    }

    [Fact]
    public async Task A_base_without_a_format_is_never_guessed()
    {
        using var images = new Images();
        await images.CreateAsync("base.raw", format: GuestDiskFormat.Raw);
        await images.OverlayAsync("base.raw", "o.qcow2");
        ForgetFormat(images["o.qcow2"]);
        var error = await Assert.ThrowsAsync<RefusedException>(() => DiskConvert.RunAsync(images.Shop(), images["o.qcow2"], null, images["c.qcow2"], GuestDiskFormat.Qcow2, isCompressed: false));
        Assert.Contains("QEMU would guess", error.Message, StringComparison.Ordinal);
        await DiskRebase.RunAsync(images.Shop(), images["o.qcow2"], null, images["base.raw"], GuestDiskFormat.Raw, isNameOnly: true);
        await DiskConvert.RunAsync(images.Shop(), images["o.qcow2"], null, images["c.qcow2"], GuestDiskFormat.Qcow2, isCompressed: false);
    }

    [Theory]
    [InlineData("c.qcow2", GuestDiskFormat.Qcow2, false, "qcow2")]
    [InlineData("c.qcow2", GuestDiskFormat.Qcow2, true, "qcow2")]
    [InlineData("c.raw", GuestDiskFormat.Raw, false, "raw")]
    public async Task A_copy_holds_all_and_stands_alone(string name, GuestDiskFormat format, bool isCompressed, string word)
    {
        using var images = new Images();
        await images.CreateAsync("base.qcow2");
        images.Write("base.qcow2", 1);
        await images.OverlayAsync("base.qcow2", "o.qcow2");
        images.Write("o.qcow2", 2, atMiB: 1);
        var source = File.ReadAllBytes(images["o.qcow2"]);
        var done = await DiskConvert.RunAsync(images.Shop(), images["o.qcow2"], null, images[name], format, isCompressed);
        Assert.Empty(done.Image.Chain);
        Assert.True(images.Holds(name, 1, 0, word) && images.Holds(name, 2, 1, word) && images.Holds(name, 0, 2, word));
        Assert.InRange(done.Image.AllocatedBytes, 1, 4L << 20);
        Assert.Equal(source, File.ReadAllBytes(images["o.qcow2"]));
    }

    [Fact]
    public async Task A_disk_grows_and_shrinks_only_when_that_was_said()
    {
        using var images = new Images();
        await images.CreateAsync("x.qcow2");
        var done = await DiskResize.RunAsync(images.Shop(), images["x.qcow2"], null, 16 << 20, isAdded: true, mayShrink: false);
        Assert.Equal((32L << 20, 16L << 20), (done.Image.VirtualBytes, done.Before!.VirtualBytes));
        Assert.Contains("--shrink", (await Assert.ThrowsAsync<RefusedException>(() => DiskResize.RunAsync(images.Shop(), images["x.qcow2"], null, 8 << 20, isAdded: false, mayShrink: false))).NextStep, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidInputException>(() => DiskResize.RunAsync(images.Shop(), images["x.qcow2"], null, 32 << 20, isAdded: false, mayShrink: false));
        Assert.Equal(8L << 20, (await DiskResize.RunAsync(images.Shop(), images["x.qcow2"], null, 8 << 20, isAdded: false, mayShrink: true)).Image.VirtualBytes);
    }

    [Fact]
    public async Task Leaks_and_errors_are_found_and_repaired()
    {
        using var images = new Images();
        await images.CreateAsync("x.qcow2");
        images.Write("x.qcow2", 1);
        Assert.Equal(new ImageCheck(0, 0, 0, 0, 0), (await DiskCheck.RunAsync(images.Shop(), images["x.qcow2"], null, null)).Check);
        Damage(images["x.qcow2"]);
        Assert.False((await DiskCheck.RunAsync(images.Shop(), images["x.qcow2"], null, null)).Check!.IsSound);
        var repaired = (await DiskCheck.RunAsync(images.Shop(), images["x.qcow2"], null, DiskRepair.All)).Check!;
        Assert.True(repaired.IsSound && repaired.CorruptionsFixed > 0);
        Assert.True(images.Holds("x.qcow2", 1));
    }

    [Fact]
    public async Task An_image_marked_as_damaged_is_only_repaired()
    {
        using var images = new Images();
        await images.CreateAsync("x.qcow2");
        Mark(images["x.qcow2"], 2);
        var error = await Assert.ThrowsAsync<RefusedException>(() => DiskResize.RunAsync(images.Shop(), images["x.qcow2"], null, 1 << 20, isAdded: true, mayShrink: false));
        Assert.Contains("--repair", error.NextStep, StringComparison.Ordinal);
        Assert.True((await DiskCheck.RunAsync(images.Shop(), images["x.qcow2"], null, DiskRepair.All)).Check!.IsSound);
        await DiskResize.RunAsync(images.Shop(), images["x.qcow2"], null, 1 << 20, isAdded: true, mayShrink: false);
    }

    [Fact]
    public async Task An_image_that_was_not_closed_says_so()
    {
        using var images = new Images();
        await images.CreateAsync("x.qcow2");
        Mark(images["x.qcow2"], 1);
        Assert.Contains((await DiskCheck.RunAsync(images.Shop(), images["x.qcow2"], null, null)).Notes, note => note.Contains("not closed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_raw_image_has_nothing_to_check()
    {
        using var images = new Images();
        await images.CreateAsync("x.raw", format: GuestDiskFormat.Raw);
        Assert.Null((await DiskCheck.RunAsync(images.Shop(), images["x.raw"], null, null)).Check);
    }

    [Fact]
    public async Task A_link_leads_to_the_image()
    {
        using var images = new Images();
        await images.CreateAsync("x.qcow2");
        File.CreateSymbolicLink(images["link.qcow2"], "x.qcow2");
        Assert.Equal(images["x.qcow2"], (await DiskResize.RunAsync(images.Shop(), images["link.qcow2"], null, 1 << 20, isAdded: true, mayShrink: false)).Image.Path);
        await Assert.ThrowsAsync<InvalidInputException>(() => DiskCheck.RunAsync(images.Shop(), images.Folder, null, null));
        await Assert.ThrowsAsync<NotFoundException>(() => DiskCheck.RunAsync(images.Shop(), images["nothing.qcow2"], null, null));
    }

    // As old versions of QEMU left it: the extension of the header that holds the format is one that nobody knows.
    private static void ForgetFormat(string path)
    {
        var bytes = File.ReadAllBytes(path);
        new byte[] { 0x12, 0x34, 0x56, 0x78 }.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf([(byte)0xe2, (byte)0x79, (byte)0x2a, (byte)0xca])));
        File.WriteAllBytes(path, bytes);
    }

    // The low byte of the incompatible features: 1 is dirty, 2 is corrupt.
    private static void Mark(string path, byte features)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
        RandomAccess.Write(file, [features], 79);
    }

    // The first refcounts, one cluster behind the table that the header names at its byte 48.
    private static void Damage(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        var place = new byte[8];
        RandomAccess.Read(file, place, 48);
        RandomAccess.Read(file, place, System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(place));
        RandomAccess.Write(file, new byte[32], System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(place));
    }
}
