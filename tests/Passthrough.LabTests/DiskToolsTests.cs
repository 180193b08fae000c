using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Passthrough.Cli.Terminal;
using Passthrough.Processes;

namespace Passthrough.LabTests;

/// <summary>The program with libguestfs's own tools, on images with a file system of 256 MiB of which 60 MiB are taken by a file that was deleted.</summary>
public sealed class DiskToolsTests : IDisposable
{
    private const int Gone = 60;
    private const int New = 20;

    private readonly string folder = Directory.CreateTempSubdirectory("passthrough-images-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("qcow2")]
    [InlineData("raw")]
    public async Task Files_are_copied_in_and_unused_blocks_come_back(string format)
    {
        var image = await ImageAsync(format);
        var content = New << 20;
        var file = await FileAsync("new", content);
        Assert.Equal((0, ""), await PassthroughAsync("copy-in", image, file, "/kept", "--partition", "/dev/sda"));
        Assert.Equal(SHA256.HashData(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)), SHA256.HashData(await InsideAsync(image, format, "/kept/new")));
        var mode = File.GetUnixFileMode(image);
        var before = await AllocatedAsync(image);
        Assert.Equal((0, ""), await PassthroughAsync("sparsify", image));

        // The new file may lie where the deleted one was.
        Assert.InRange(before - await AllocatedAsync(image), (Gone - New - 10) << 20, long.MaxValue);
        Assert.Equal((mode, "kept\n"), (File.GetUnixFileMode(image), Encoding.UTF8.GetString(await InsideAsync(image, format, "/kept/file"))));
        Assert.Equal(content, (await InsideAsync(image, format, "/kept/new")).Length);
        AssertOnly(image, file);
    }

    [Theory]
    [InlineData("qcow2")]
    [InlineData("raw")]
    public async Task Trimmed_in_place_the_image_gives_blocks_back(string format)
    {
        var image = await ImageAsync(format);
        var before = await AllocatedAsync(image);
        Assert.Equal((0, ""), await PassthroughAsync("trim", image));
        Assert.InRange(before - await AllocatedAsync(image), (Gone - 10) << 20, long.MaxValue);
        Assert.Equal("kept\n", Encoding.UTF8.GetString(await InsideAsync(image, format, "/kept/file")));
        AssertOnly(image);
    }

    [Theory]
    [InlineData("Copying into", "copy-in", "IMAGE", "/etc/hostname", "/kept", "--partition", "/dev/sda")]
    [InlineData("Fill free space", "sparsify", "IMAGE")]
    [InlineData("Copy to destination", "sparsify", "IMAGE")]
    public async Task Ctrl_C_leaves_the_image_as_it_was_and_nothing_else(string step, params string[] arguments)
    {
        var image = await ImageAsync("qcow2");
        var before = SHA256.HashData(await File.ReadAllBytesAsync(image, TestContext.Current.CancellationToken));
        using var program = Start([.. arguments.Select(word => word.Replace("IMAGE", image, StringComparison.Ordinal))]);
        await ReadUntilAsync(program, step);
        await RunAsync("kill", "-INT", program.Id.ToString(CultureInfo.InvariantCulture));
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((int)ExitCode.Interrupted, program.ExitCode);
        Assert.Equal(before, SHA256.HashData(await File.ReadAllBytesAsync(image, TestContext.Current.CancellationToken)));
        AssertOnly(image);
    }

    [Fact]
    public async Task Killed_while_the_image_is_written_what_is_left_finishes_it()
    {
        var image = await ImageAsync("qcow2");
        var file = await FileAsync("new", New << 20);
        using var program = Start("copy-in", image, file, "/kept", "--partition", "/dev/sda");
        await ReadUntilAsync(program, "Writing into");
        program.Kill(entireProcessTree: true);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        var (code, words) = await PassthroughAsync("resize", image, "+1G");
        var unfinished = Assert.Single(Directory.GetFiles(folder), path => path.EndsWith(".unfinished.qcow2", StringComparison.Ordinal));
        Assert.Equal((int)ExitCode.Refused, code);
        Assert.Contains($"passthrough disk commit --delete {unfinished}", words, StringComparison.Ordinal);
        Assert.Equal((0, ""), await PassthroughAsync("commit", "--delete", unfinished));
        Assert.Equal(New << 20, (await InsideAsync(image, "qcow2", "/kept/new")).Length);
        AssertOnly(image, file);
    }

    private static async Task<string> RunAsync(string program, params string[] arguments) =>
        (await ToolRunner.RunAsync(new ToolCommand(program, [.. arguments]), cancellation: TestContext.Current.CancellationToken)).OrThrow().Output;

    private static async Task<long> AllocatedAsync(string path) => 512 * long.Parse(await RunAsync("stat", "-c", "%b", path), CultureInfo.InvariantCulture);

    private static async Task ReadUntilAsync(Process program, string start)
    {
        string? line;
        do
        {
            line = await program.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
        }
        while (line?.StartsWith(start, StringComparison.Ordinal) is false);
        Assert.NotNull(line);
    }

    // libguestfs takes KVM where it is there, and does not do without it where it does not work.
    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ExitCode).Assembly.Location, "disk", .. arguments]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["LIBGUESTFS_BACKEND_SETTINGS"] = "force_tcg";
        return Process.Start(start)!;
    }

    /// <summary>The exit code, and the words of an error.</summary>
    private static async Task<(int ExitCode, string Words)> PassthroughAsync(params string[] arguments)
    {
        using var program = Start([.. arguments, "--json"]);
        var output = program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var words = await program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        await output;
        return (program.ExitCode, words);
    }

    private async Task<string> FileAsync(string name, int bytes)
    {
        var path = Path.Combine(folder, name);
        await File.WriteAllBytesAsync(path, RandomNumberGenerator.GetBytes(bytes), TestContext.Current.CancellationToken);
        return path;
    }

    private async Task<string> ImageAsync(string format)
    {
        Assert.SkipUnless(LongCampaign.IsAsked, "done by ./test --long");
        Assert.SkipUnless(ProgramPath.Find("virt-sparsify") is not null && ProgramPath.Find("guestfish") is not null && Directory.GetFiles("/boot", "vmlinuz-*").Length > 0, "libguestfs's tools, or a kernel for them, are not installed");
        var content = Directory.CreateDirectory(Path.Combine(folder, "content"));
        Directory.CreateDirectory(Path.Combine(content.FullName, "kept"));
        await File.WriteAllTextAsync(Path.Combine(content.FullName, "kept/file"), "kept\n", TestContext.Current.CancellationToken);
        File.Move(await FileAsync("gone", Gone << 20), Path.Combine(content.FullName, "gone"));
        var raw = Path.Combine(folder, "image.raw");
        await RunAsync("truncate", "-s", "256M", raw);
        await RunAsync("mke2fs", "-q", "-t", "ext4", "-d", content.FullName, raw);
        await RunAsync("debugfs", "-w", "-R", "rm /gone", raw);
        content.Delete(recursive: true);
        var image = Path.Combine(folder, $"image.{format}");
        await RunAsync("qemu-img", "convert", "-f", "raw", "-O", format, raw, image + ".made");
        File.Delete(raw);
        File.Move(image + ".made", image);
        return image;
    }

    private async Task<byte[]> InsideAsync(string image, string format, string path)
    {
        var raw = Path.Combine(folder, "look");
        var found = Path.Combine(folder, "found");
        try
        {
            await RunAsync("qemu-img", "convert", "-f", format, "-O", "raw", image, raw);

            // What the file system's journal holds is brought home first, as mounting it would; its exit code 1 says that it did so.
            await ToolRunner.RunAsync(new ToolCommand("e2fsck", ["-p", raw]), cancellation: TestContext.Current.CancellationToken);
            await RunAsync("debugfs", "-R", $"dump {path} {found}", raw);
            return await File.ReadAllBytesAsync(found, TestContext.Current.CancellationToken);
        }
        finally
        {
            File.Delete(raw);
            File.Delete(found);
        }
    }

    private void AssertOnly(params string[] files) => Assert.Equal(files.Order(StringComparer.Ordinal), Directory.GetFileSystemEntries(folder).Order(StringComparer.Ordinal));
}
