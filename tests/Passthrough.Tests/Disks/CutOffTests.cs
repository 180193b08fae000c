using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Passthrough.Cli.Terminal;
using Passthrough.Disks;
using Passthrough.Failures;
using Passthrough.Guests.Disks;

namespace Passthrough.Tests.Disks;

/// <summary>The real program with the real qemu-img, interrupted, killed, and without room.</summary>
public class CutOffTests
{
    // Random bytes take qemu-img many seconds to compress, of which a busy machine may lose some between the first tenth and the signal.
    private const int MiB = 512;

    [Fact]
    public async Task Ctrl_C_leaves_the_source_as_it_was_and_nothing_else()
    {
        using var images = await FilledAsync();
        var before = SHA256.HashData(await File.ReadAllBytesAsync(images["x.raw"], TestContext.Current.CancellationToken));
        using var program = Start(images, "convert", images["x.raw"], images["y.qcow2"], "--compress");
        ReadUntil(program, "  10 %");
        Images.Tool("kill", "-INT", program.Id.ToString(CultureInfo.InvariantCulture));
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((int)ExitCode.Interrupted, program.ExitCode);
        Assert.Equal(["x.raw"], images.Names);
        Assert.Equal(before, SHA256.HashData(await File.ReadAllBytesAsync(images["x.raw"], TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Killed_it_leaves_a_partial_file_that_the_next_command_names()
    {
        using var images = await FilledAsync();
        using var program = Start(images, "convert", images["x.raw"], images["y.qcow2"], "--compress");
        ReadUntil(program, "  10 %");
        using var tool = Process.GetProcessById(int.Parse(await ChildrenAsync(program.Id), CultureInfo.InvariantCulture));
        program.Kill();
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        tool.Kill();
        await tool.WaitForExitAsync(TestContext.Current.CancellationToken);
        var partial = Assert.Single(images.Names, name => name.EndsWith(".partial", StringComparison.Ordinal));
        Assert.StartsWith("y.qcow2.", partial, StringComparison.Ordinal);
        Assert.DoesNotContain("y.qcow2", images.Names);
        Assert.Equal([images[partial]], (await images.CreateAsync("y.qcow2")).Leftovers);
    }

    [Fact]
    public async Task Cancelled_while_an_image_is_made_nothing_is_left()
    {
        using var images = new Images();
        using var interrupt = new CancellationTokenSource();
        var shop = images.Shop(interrupt.Token, _ => interrupt.Cancel());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DiskCreate.RunAsync(shop, images["x.qcow2"], 1 << 20, GuestDiskFormat.Qcow2, DiskPreallocation.Off));
        Assert.Empty(images.Names);
    }

    [Fact]
    public async Task A_full_disk_is_an_error_with_its_number_and_nothing_is_left()
    {
        using var images = await FilledAsync();
        Directory.CreateDirectory(images["small"]);
        Assert.SkipUnless(Images.Tool("mount", "-t", "tmpfs", "-o", "size=8m", "none", images["small"]).Length == 0, "mounting needs root and the right to mount");
        try
        {
            var refused = await Assert.ThrowsAsync<RefusedException>(() => DiskConvert.RunAsync(images.Shop(), images["x.raw"], null, images["small/y.qcow2"], GuestDiskFormat.Qcow2, isCompressed: false));
            Assert.Equal((ToolWords.NoSpace, images["small"]), (refused.Errno, refused.Where));
            var failed = await Assert.ThrowsAsync<ToolFailedException>(() => DiskConvert.RunAsync(images.Shop(), images["x.raw"], null, images["small/y.qcow2"], GuestDiskFormat.Qcow2, isCompressed: true));
            Assert.Equal(ToolWords.NoSpace, failed.Errno);
            Assert.Empty(Directory.EnumerateFileSystemEntries(images["small"]));
        }
        finally
        {
            Images.Tool("umount", images["small"]);
        }
    }

    private static async Task<Images> FilledAsync()
    {
        var images = new Images();
        await File.WriteAllBytesAsync(images["x.raw"], RandomNumberGenerator.GetBytes(MiB << 20), TestContext.Current.CancellationToken);
        return images;
    }

    // What a shell starts in the background ignores Ctrl-C, and so does all that it starts itself.
    private static Process Start(Images images, params string[] arguments) => Process.Start(
        new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", typeof(ExitCode).Assembly.Location, "disk", .. arguments]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = images.Folder })!;

    private static void ReadUntil(Process program, string line)
    {
        string? read;
        do
        {
            read = program.StandardError.ReadLine();
        }
        while (read is not null && !string.Equals(read, line, StringComparison.Ordinal));
        Assert.Equal(line, read);
    }

    // A thread of the program is its parent.
    private static async Task<string> ChildrenAsync(int process)
    {
        var lists = Directory.GetDirectories($"/proc/{process}/task").Select(task => File.ReadAllTextAsync($"{task}/children", TestContext.Current.CancellationToken));
        return string.Concat(await Task.WhenAll(lists)).Trim();
    }
}
