using System.Diagnostics;
using Passthrough.Changes.Packages;
using Passthrough.Failures;
using Passthrough.Host.Packages;
using Passthrough.Processes;

namespace Passthrough.Tests.Changes.Packages;

/// <summary>Who is at work is waited for, and told when it takes too long.</summary>
public class PackageToolsTests
{
    [Fact]
    public void A_lock_that_pacman_left_is_told_with_the_line_that_removes_it_and_stays()
    {
        using var host = new ScratchHost();
        host.Write("var/lib/pacman/db.lck", "");
        Directory.CreateDirectory(host.Roots.Proc("1/fd"));
        var error = Assert.Throws<BusyException>(() => Of(host).AwaitFree(PackageManager.Pacman, TestContext.Current.CancellationToken));
        Assert.Contains("sudo rm /var/lib/pacman/db.lck", error.NextStep, StringComparison.Ordinal);
        Assert.True(File.Exists(host.Roots.Var("lib/pacman/db.lck")));
    }

    [Fact]
    public void A_pacman_that_is_at_work_is_named()
    {
        using var host = new ScratchHost();
        host.Write("var/lib/pacman/db.lck", "");
        host.Write("proc/4711/comm", "pacman\n");
        Directory.CreateDirectory(host.Roots.Proc("4711/fd"));
        File.CreateSymbolicLink(host.Roots.Proc("4711/fd/5"), "/var/lib/pacman/db.lck");
        Assert.Contains("pacman (pid 4711)", Assert.Throws<BusyException>(() => Of(host).AwaitFree(PackageManager.Pacman, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PackageManager.Apt, "var/lib/dpkg/lock-frontend")]
    [InlineData(PackageManager.Apt, "var/lib/dpkg/lock")]
    [InlineData(PackageManager.Dnf, "usr/lib/sysimage/rpm/.rpm.lock")]
    [InlineData(PackageManager.Zypper, "var/lib/rpm/.rpm.lock")]
    public void A_lock_that_another_process_holds_is_seen_and_one_that_nobody_holds_is_free(PackageManager manager, string path)
    {
        Assert.SkipUnless(ProgramPath.Find("python3") is not null, "the lock is taken by Python, which is not installed");
        using var host = new ScratchHost();
        host.Write(path, "");
        Of(host).AwaitFree(manager, TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo("python3", ["-c", "import fcntl,sys; f=open(sys.argv[1],'r+'); fcntl.lockf(f,fcntl.LOCK_EX); print('held',flush=True); sys.stdin.read()", Path.Combine(host.Root, path)]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        using var holder = Process.Start(start)!;
        Assert.Equal("held", holder.StandardOutput.ReadLine());
        Assert.Equal("/" + path, Assert.Throws<BusyException>(() => Of(host).AwaitFree(manager, TestContext.Current.CancellationToken)).Where);
        holder.StandardInput.Close();
        holder.WaitForExit();
        Of(host).AwaitFree(manager, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_machine_that_does_not_run_is_asked_for_no_forecast()
    {
        using var host = new ScratchHost();
        Assert.Null(Of(host).Forecast(PackageManager.Apt, ["ovmf"]));
    }

    private static PackageTools Of(ScratchHost host) => new(host.Roots) { Patience = TimeSpan.Zero };
}
