using System.Diagnostics;
using Passthrough.Changes;
using Passthrough.Failures;

namespace Passthrough.Tests.Changes;

/// <summary>Faults of a real file system: a small one of its own stands for <c>/boot</c>.</summary>
public class FullAndReadOnlyDiskTests
{
    private const int NoSpace = 28;
    private const int ReadOnly = 30;

    [Fact]
    public void A_full_disk_in_the_middle_of_apply_is_taken_back()
    {
        using var host = new ScratchHost();
        using var boot = new SmallDisk(host.Roots.Boot());
        var before = host.Picture();
        host.Tools.Bulk = 8 << 20;
        var error = Assert.Throws<RolledBackException>(() => Applier.Apply(host.Context, ScratchHost.Request, saved: null));
        Assert.Equal(NoSpace, error.Errno);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void Too_little_space_for_what_is_known_is_refused_before_anything_is_written()
    {
        using var host = new ScratchHost();
        using var boot = new SmallDisk(host.Roots.Boot());
        host.Write("boot/initrd.img-6.1.0-2-amd64", new string('x', 3 << 20));
        var before = host.Picture();
        var error = Assert.Throws<RefusedException>(() => Applier.Apply(host.Context, ScratchHost.Request, saved: null));
        Assert.Equal("/boot", error.Where);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void Too_little_space_for_what_the_firmware_would_start_is_refused_a_trial()
    {
        using var host = StubMachine.Refind();
        using var partition = new SmallDisk(host.Roots.Boot("efi"));
        host.Write($"boot/initrd.img-{RefindMachine.Kernel}", new string('x', 5 << 20));
        var error = Assert.Throws<RefusedException>(() => Applier.Apply(host.Context, ScratchHost.Request, saved: null));
        Assert.Equal("/boot/efi", error.Where);
        Assert.Contains("--no-trial", error.NextStep, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(host.Roots.Boot("efi")));
    }

    [Fact]
    public void A_read_only_disk_is_refused_before_anything_is_written()
    {
        using var host = new ScratchHost();
        using var boot = new SmallDisk(host.Roots.Boot());
        boot.Remount("ro");
        var error = Assert.Throws<RefusedException>(() => Applier.Apply(host.Context, ScratchHost.Request, saved: null));
        Assert.Contains("/boot", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(host.Roots.Etc("passthrough")));
    }

    [Fact]
    public void A_disk_that_turns_read_only_half_way_keeps_the_journal_and_recover_finishes_later()
    {
        using var host = new ScratchHost();
        using var boot = new SmallDisk(host.Roots.Boot());
        var before = host.Picture();
        host.Tools.OnRun = tool => boot.Remount(string.Equals(tool, "grub-mkconfig", StringComparison.Ordinal) ? "ro" : "rw");
        var error = Assert.Throws<RollbackIncompleteException>(() => Applier.Apply(host.Context, ScratchHost.Request, saved: null));
        Assert.Equal(ReadOnly, error.Errno);
        Assert.Contains("recover", error.NextStep, StringComparison.Ordinal);

        boot.Remount("rw");
        Assert.Single(Recoverer.Recover(host.Context, leavesChanged: false));
        Assert.Equal(before, host.Picture());
    }

    /// <summary>Four mebibytes of memory mounted over a folder, with the folder's content in it.</summary>
    private sealed class SmallDisk : IDisposable
    {
        private readonly string folder;

        public SmallDisk(string folder)
        {
            this.folder = folder;
            Directory.CreateDirectory(folder + ".under");
            Assert.SkipUnless(Run("mount", "-t", "tmpfs", "-o", "size=4m", "none", folder + ".under") == 0, "mounting needs root and the right to mount");
            Assert.Equal(0, Run("cp", "-a", folder + "/.", folder + ".under"));
            Assert.Equal(0, Run("mount", "--bind", folder + ".under", folder));
        }

        public void Remount(string how) => Assert.Equal(0, Run("mount", "-o", "remount," + how, folder));

        public void Dispose()
        {
            Run("umount", folder);
            Run("umount", folder + ".under");
        }

        private static int Run(string program, params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode;
        }
    }
}
