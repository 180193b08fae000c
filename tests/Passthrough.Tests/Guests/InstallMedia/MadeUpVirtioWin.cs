using Passthrough.Guests.InstallMedia;
using Passthrough.Processes;

namespace Passthrough.Tests.Guests.InstallMedia;

/// <summary>A folder with a small disc laid out like virtio-win's, made by xorriso; removed on disposal.</summary>
internal sealed class MadeUpVirtioWin : IDisposable
{
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.UserExecute;

    private MadeUpVirtioWin(string folder) => Folder = folder;

    public string Folder { get; }

    public string Disc => Path.Combine(Folder, "virtio-win.iso");

    public string Output => Path.Combine(Folder, "win11-install.iso");

    /// <summary>A disc with files, each of which holds its own path; the test is skipped where xorriso is not installed.</summary>
    public static async Task<MadeUpVirtioWin> WithAsync(params string[] files)
    {
        Assert.SkipWhen(ProgramPath.Find("xorriso") is null, "xorriso is not installed");
        var made = new MadeUpVirtioWin(Directory.CreateTempSubdirectory("passthrough-medium-").FullName);
        var content = Path.Combine(made.Folder, "content");
        foreach (var file in files)
        {
            var path = Path.Combine(content, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, $"{file}\n{new string('x', 100_000)}", TestContext.Current.CancellationToken);
        }

        // As on the real disc nothing may be written.
        foreach (var folder in Directory.EnumerateDirectories(content, "*", SearchOption.AllDirectories))
        {
            File.SetUnixFileMode(folder, ReadOnly);
        }

        await RunAsync("-as", "mkisofs", "-quiet", "-J", "-R", "-V", "virtio-win-0.1", "-o", made.Disc, content);
        return made;
    }

    /// <summary>The usual disc: two drivers for two versions, debugging symbols, all installers.</summary>
    public static Task<MadeUpVirtioWin> UsualAsync() => WithAsync(
        "viostor/w11/amd64/viostor.inf", "viostor/w11/amd64/viostor.sys", "viostor/w11/amd64/viostor.pdb", "viostor/w10/amd64/viostor.inf", "viostor/w11/ARM64/viostor.inf",
        "NetKVM/w11/amd64/netkvm.inf", "NetKVM/w10/amd64/netkvm.inf", "virtio-win-guest-tools.exe", "virtio-win-gt-x64.msi", "virtio-win-gt-x86.msi", "guest-agent/qemu-ga-x86_64.msi");

    /// <summary>The files of an image.</summary>
    public static async Task<IReadOnlyList<string>> FilesOfAsync(string image) =>
        [.. VirtioWinDisc.Parse((await RunAsync("-indev", $"stdio:{image}", "-find", "/", "-type", "f")).Output).Files.Order(StringComparer.Ordinal)];

    /// <summary>What xorriso says of an image.</summary>
    public static async Task<string> SummaryOfAsync(string image) => (await RunAsync("-indev", $"stdio:{image}", "-toc")).Error;

    /// <summary>Reads a file of an image.</summary>
    public async Task<byte[]> ReadAsync(string image, string file)
    {
        var target = Path.Combine(Folder, Path.GetRandomFileName());
        await RunAsync("-osirrox", "on", "-indev", $"stdio:{image}", "-extract", file, target);
        return await File.ReadAllBytesAsync(target, TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.Combine(Folder, "content"), "*", SearchOption.AllDirectories))
        {
            File.SetUnixFileMode(folder, ReadOnly | UnixFileMode.UserWrite);
        }

        Directory.Delete(Folder, recursive: true);
    }

    private static async Task<ToolResult> RunAsync(params string[] arguments) =>
        (await ToolRunner.RunAsync(new ToolCommand("xorriso", ["-no_rc", .. arguments]), null, TestContext.Current.CancellationToken)).OrThrow();
}
