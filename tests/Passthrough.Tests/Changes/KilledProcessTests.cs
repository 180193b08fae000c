using System.Diagnostics;
using System.Globalization;
using Passthrough.Changes;
using Passthrough.Host;

namespace Passthrough.Tests.Changes;

/// <summary>A process that is really killed, at a system call chosen by strace, and another that recovers.</summary>
public class KilledProcessTests
{
    private const string FolderVariable = "PASSTHROUGH_TEST_APPLY_IN";

    [Fact(Explicit = true)]
    public void The_victim_applies_in_the_folder_that_it_is_given()
    {
        var roots = HostRoots.Under(Environment.GetEnvironmentVariable(FolderVariable)!);
        Applier.Apply(new ChangeContext(roots, new ToolDouble(roots)), ScratchHost.Request, saved: null);
    }

    [Theory]
    [InlineData("fsync")]
    [InlineData("rename")]
    public void Killed_at_a_system_call_recover_brings_back_the_machine_as_it_was(string systemCall)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/strace"), "strace is not installed");
        var kills = 0;
        for (var call = 2; Kill(systemCall, call); call += 6)
        {
            kills++;
        }

        Assert.InRange(kills, 2, 100);
    }

    /// <summary>True when the process was killed at this call; false when it had ended before.</summary>
    private static bool Kill(string systemCall, int call)
    {
        using var host = new ScratchHost();
        var before = host.Picture();
        var start = new ProcessStartInfo("strace", [
            "-f", "-qq", "-o", "/dev/null", "-e", $"trace={systemCall}", "-e", $"inject={systemCall}:signal=SIGKILL:when={call.ToString(CultureInfo.InvariantCulture)}",
            Path.ChangeExtension(typeof(KilledProcessTests).Assembly.Location, null), "-explicit", "only", "-method", $"{typeof(KilledProcessTests).FullName}.{nameof(The_victim_applies_in_the_folder_that_it_is_given)}",
        ])
        { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[FolderVariable] = host.Root;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var applied = host.Picture();
        var recovered = Recoverer.Recover(host.Context, leavesChanged: false);

        // Killed before the first effect, or after the last marker, there is nothing to recover: then the host is in one of the two states.
        var isEnded = process.ExitCode == 0;
        Assert.Equal(isEnded || recovered.IsEmpty ? applied : before, host.Picture());
        Assert.True(isEnded || process.ExitCode == 128 + 9, output);
        return !isEnded;
    }
}
