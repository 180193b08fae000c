using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Passthrough.Changes.Initramfs;
using Passthrough.Changes.Tools;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Planning;

namespace Passthrough.Tests.Changes.Initramfs;

public class InitramfsTests
{
    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal)
    {
        ["./init"] = "x",
        ["scripts/init-top/ORDER"] = "/scripts/init-top/passthrough \"$@\"\n[ -e /conf/param.conf ] && . /conf/param.conf\n/scripts/init-top/udev \"$@\"\n",
        ["usr/lib/modules/6.1/kernel/drivers/vfio/pci/vfio-pci.ko.xz"] = "module",
    };

    [Fact]
    public void Lists_a_plain_archive_and_keeps_the_content_that_was_asked_for()
    {
        var listing = CpioArchive.Read(new MemoryStream(CpioDouble.Archive(Files)), name => name is "init");
        Assert.True(listing.IsComplete);
        Assert.Equal("init scripts/init-top/ORDER usr/lib/modules/6.1/kernel/drivers/vfio/pci/vfio-pci.ko.xz", string.Join(' ', listing.Entries.Select(entry => entry.Name)));
        Assert.Equal("x"u8.ToArray(), listing.Entries[0].Content);
    }

    [Fact]
    public void Reads_what_cpio_itself_writes()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/cpio"), "cpio is not installed");
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", "cd /etc && printf 'passwd\\nhostname\\n' | cpio --quiet -o -H newc"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var listing = CpioArchive.Read(shell.StandardOutput.BaseStream, _ => false);
        Assert.True(listing.IsComplete);
        Assert.Equal("passwd hostname", string.Join(' ', listing.Entries.Select(entry => entry.Name)));
    }

    [Fact]
    public void Rubbish_and_cut_archives_never_throw()
    {
        var whole = CpioDouble.Archive(Files);
        Prop.ForAll<byte[], int>((noise, cut) =>
        {
            CpioArchive.Read(new MemoryStream(noise), _ => true);
            CpioArchive.Read(new MemoryStream([.. "070701"u8, .. noise, .. whole]), _ => true);
            return !CpioArchive.Read(new MemoryStream(whole[..(Math.Abs(cut % 300))]), _ => true).IsComplete;
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("zstd", "-q")]
    [InlineData("xz", "--check=crc32")]
    [InlineData("lz4", "-l")]
    [InlineData("gzip", "-n")]
    [InlineData("bzip2", "-9")]
    [InlineData("lzma", "-9")]
    public void Opens_an_image_with_microcode_first_in_every_packing(string program, string option)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/" + program) || File.Exists("/bin/" + program), program + " is not installed");
        var folder = Directory.CreateTempSubdirectory("passthrough-test-").FullName;
        var early = CpioDouble.Archive(new Dictionary<string, string>(StringComparer.Ordinal) { ["kernel/x86/microcode/GenuineIntel.bin"] = "m" });
        File.WriteAllBytes(Path.Combine(folder, "main"), CpioDouble.Archive(Files));
        File.WriteAllBytes(Path.Combine(folder, "image"), [.. early, .. new byte[(512 - (early.Length % 512)) % 512]]);
        using (var pack = Process.Start("sh", ["-c", $"cd '{folder}' && {program} {option} -c main >>image 2>/dev/null"]))
        {
            pack.WaitForExit();
        }

        var content = InitramfsReader.Read(Path.Combine(folder, "image"), new BootTools(HostRoots.Live), new ToolSurroundings("t", folder, TestContext.Current.CancellationToken));
        Directory.Delete(folder, recursive: true);

        Assert.True(content.IsComplete);
        Assert.Contains("kernel/x86/microcode/GenuineIntel.bin", content.Files, StringComparer.Ordinal);
        Assert.Null(InitramfsCheck.Objection(content, Expected("vfio-pci.ko")));
        Assert.Contains("nvme.ko", InitramfsCheck.Objection(content, Expected("nvme.ko")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("usr/lib/dracut/hooks/pre-udev/00-passthrough-isolate.sh", null)]
    [InlineData("lib/dracut/hooks/pre-udev/00passthrough-isolate.sh", null)]
    [InlineData("var/lib/dracut/hooks/pre-trigger/00-passthrough-isolate.sh", "it has no passthrough-isolate.sh among the hooks that run before udev")]
    public void An_image_of_dracut_runs_what_is_among_its_hooks_before_udev(string hook, string? objection)
    {
        var content = new InitramfsContent(["usr/sbin/passthrough-isolate", hook], null, IsComplete: true);
        var expected = new InitramfsChange("initramfs", "title", "reason", [], ["sbin/passthrough-isolate"], "passthrough-isolate.sh");
        Assert.Equal(objection, InitramfsCheck.Objection(content, expected));
    }

    [Fact]
    public void Something_else_in_an_image_is_an_error_with_its_place()
    {
        var file = Path.GetTempFileName();
        File.WriteAllBytes(file, [.. CpioDouble.Archive(Files), 0, 0, .. "garbage"u8]);
        var error = Assert.Throws<ToolFailedException>(() => InitramfsReader.Read(file, new BootTools(HostRoots.Live), new ToolSurroundings("t", Path.GetTempPath(), TestContext.Current.CancellationToken)));
        File.Delete(file);
        Assert.Contains("no archive", error.Message, StringComparison.Ordinal);
    }

    private static InitramfsChange Expected(string file) => new("initramfs", "", "", [], [file], "passthrough");
}
