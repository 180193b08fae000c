using Passthrough.Disks;
using Passthrough.Failures;
using Passthrough.Guests.Disks;
using Passthrough.Host;

namespace Passthrough.Tests.Disks;

/// <summary>Real programs of QEMU have an image while commands want it.</summary>
public class ImageInUseTests
{
    public static TheoryData<string> Writing { get; } = ["resize", "commit", "rebase", "repair", "sparsify"];

    public static TheoryData<string> Reading { get; } = ["overlay", "convert", "check"];

    [Theory]
    [MemberData(nameof(Writing))]
    [MemberData(nameof(Reading))]
    public async Task An_image_that_is_written_is_left_alone(string command)
    {
        using var images = await ChainAsync();
        using var holder = images.Hold("o.qcow2");
        var before = images.Names.ToList();
        await AssertInUseAsync(images, command, "o.qcow2");
        Assert.Equal(before, images.Names);
    }

    [Theory]
    [MemberData(nameof(Writing))]
    public async Task An_image_that_is_read_is_not_written(string command)
    {
        using var images = await ChainAsync();
        using var holder = images.Hold("o.qcow2", isReadOnly: true);
        await AssertInUseAsync(images, command, "o.qcow2");
    }

    [Fact]
    public async Task A_base_of_an_image_in_use_may_be_copied_and_not_written()
    {
        using var images = await ChainAsync();
        using var holder = images.Hold("o.qcow2");
        await DiskConvert.RunAsync(images.Shop(), images["base.qcow2"], null, images["c.qcow2"], GuestDiskFormat.Qcow2, isCompressed: false);
        await DiskOverlay.RunAsync(images.Shop(), images["base.qcow2"], null, images["second.qcow2"]);
        await AssertInUseAsync(images, "resize", "base.qcow2");
    }

    [Fact]
    public async Task A_chain_whose_base_is_written_is_not_copied()
    {
        using var images = await ChainAsync();
        using var holder = images.Hold("base.qcow2");
        await AssertInUseAsync(images, "convert", "o.qcow2");
        await AssertInUseAsync(images, "commit", "o.qcow2");
    }

    [Fact]
    public async Task The_process_is_named()
    {
        using var images = await ChainAsync();
        using var holder = images.Hold("o.qcow2");
        var error = await Assert.ThrowsAsync<RefusedException>(() => DiskResize.RunAsync(LiveShop(), images["o.qcow2"], null, 1 << 20, isAdded: true, mayShrink: false));
        Assert.Contains($"qemu-io (process {holder.Id})", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_another_program_has_open_is_not_written()
    {
        using var images = new Images();
        await images.CreateAsync("x.raw", format: GuestDiskFormat.Raw);
        using var reader = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("sh", ["-c", "exec 3<\"$0\"; echo open; read line", images["x.raw"]]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Assert.Equal("open", await reader.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        var error = await Assert.ThrowsAsync<RefusedException>(() => DiskResize.RunAsync(LiveShop(), images["x.raw"], null, 1 << 20, isAdded: true, mayShrink: false));
        Assert.Contains($"sh (process {reader.Id})", error.Message, StringComparison.Ordinal);
        reader.StandardInput.Close();
    }

    private static DiskWorkshop LiveShop() => new(HostRoots.Live, KnownDisks.None, _ => { }, TestContext.Current.CancellationToken);

    private static async Task<Images> ChainAsync()
    {
        var images = new Images();
        await images.CreateAsync("base.qcow2");
        await images.CreateAsync("other.qcow2");
        await images.OverlayAsync("base.qcow2", "o.qcow2");
        return images;
    }

    private static async Task AssertInUseAsync(Images images, string command, string name)
    {
        var path = images[name];
        var shop = images.Shop();
        var error = await Assert.ThrowsAsync<RefusedException>(() => command switch
        {
            "resize" => DiskResize.RunAsync(shop, path, null, 1 << 20, isAdded: true, mayShrink: false),
            "commit" => DiskCommit.RunAsync(shop, path, null, isDeleted: false),
            "rebase" => DiskRebase.RunAsync(shop, path, null, images["other.qcow2"], null, isNameOnly: false),
            "repair" => DiskCheck.RunAsync(shop, path, null, DiskRepair.All),
            "sparsify" => UseAsync(shop, path),
            "overlay" => DiskOverlay.RunAsync(shop, path, null, images["new.qcow2"]),
            "convert" => DiskConvert.RunAsync(shop, path, null, images["new.qcow2"], GuestDiskFormat.Qcow2, isCompressed: false),
            _ => DiskCheck.RunAsync(shop, path, null, null),
        });
        Assert.Contains("is in use", error.Message, StringComparison.Ordinal);
    }

    // What sparsify, trim and copy-in ask first; their tools are not needed for it.
    private static Task<DiskResult> UseAsync(DiskWorkshop shop, string path)
    {
        shop.RequireWritable(shop.Read(path, null));
        return Task.FromException<DiskResult>(new InvalidOperationException("the image was taken for free"));
    }
}
