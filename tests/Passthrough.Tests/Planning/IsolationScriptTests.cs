using System.Diagnostics;
using Passthrough.Planning.Initramfs;
using Passthrough.Tests.Changes;

namespace Passthrough.Tests.Planning;

/// <summary>The script's own decisions, with sysfs as a folder: binding itself is shown on a real kernel.</summary>
public class IsolationScriptTests
{
    private const string List = "# comment\n0000:01:00.0 1002:5159/1af4:1100\n0000:01:00.1 8086:293e/1af4:1100\n";

    [Fact]
    public void Both_scripts_answer_for_their_prerequisites_and_pass_the_shells_own_check()
    {
        foreach (var text in new[] { IsolationScript.Text, InitramfsHook.Text })
        {
            using var host = new ScratchHost();
            host.Write("script", text);
            Assert.Equal((0, "\n"), Sh(host, "sh -n script && sh script prereqs"));
        }
    }

    [Theory]
    [InlineData("sh", IsolationScript.PlainText)]
    [InlineData("sh", DracutModule.HookText)]
    [InlineData("bash", DracutModule.SetupText)]
    public void What_dracut_gets_passes_the_shells_own_check(string shell, string text)
    {
        using var host = new ScratchHost();
        host.Write("script", text);
        Assert.Equal((0, ""), Sh(host, $"{shell} -n script"));
    }

    [Fact]
    public void Overrides_every_listed_function_and_records_the_driver_before()
    {
        using var host = new ScratchHost();
        var record = Run(host, List);
        Assert.Equal("vfio-pci\n", host.Read("sys/devices/pci0000:00/0000:00:1c.0/0000:01:00.0/driver_override"));
        Assert.Equal("vfio-pci\n", host.Read("sys/devices/pci0000:00/0000:00:1c.0/0000:01:00.1/driver_override"));

        // No kernel binds anything in a folder, so what is left is the record of a failure with the driver before.
        Assert.Equal("0000:01:00.0 failed radeon driver is radeon\n0000:01:00.1 failed snd_hda_intel driver is snd_hda_intel\n", record);
    }

    [Fact]
    public void A_function_that_is_bound_afterwards_is_recorded_so()
    {
        using var host = new ScratchHost();
        host.SetDriver("0000:01:00.0", "vfio-pci");
        host.SetDriver("0000:01:00.1", "vfio-pci");
        Assert.Equal("0000:01:00.0 bound vfio-pci\n0000:01:00.1 bound vfio-pci\n", Run(host, List));
    }

    [Fact]
    public void Another_identity_at_one_address_binds_nothing_at_all()
    {
        using var host = new ScratchHost();
        var record = Run(host, List.Replace("8086:293e", "8086:2668", StringComparison.Ordinal));
        Assert.Equal(
            "0000:01:00.0 refused radeon another listed function was refused\n0000:01:00.1 refused snd_hda_intel expected 8086:2668/1af4:1100, found 8086:293e/1af4:1100\n", record);
        Assert.False(File.Exists(host.Roots.Sys("devices/pci0000:00/0000:00:1c.0/0000:01:00.0/driver_override")));
    }

    [Fact]
    public void The_boot_display_is_never_taken()
    {
        using var host = new ScratchHost();
        Assert.Equal("0000:00:01.0 refused bochs-drm is the display that the firmware booted with\n", Run(host, "0000:00:01.0 1234:1111/1af4:1100\n"));
    }

    [Fact]
    public void An_absent_function_is_recorded_and_the_others_go_on()
    {
        using var host = new ScratchHost();
        var record = Run(host, List + "0000:05:00.0 10de:1234\n");
        Assert.StartsWith("0000:05:00.0 absent - no device at this address\n", record, StringComparison.Ordinal);
        Assert.True(File.Exists(host.Roots.Sys("devices/pci0000:00/0000:00:1c.0/0000:01:00.0/driver_override")));
    }

    [Theory]
    [InlineData("passthrough=off")]
    [InlineData("single")]
    public void The_way_out_on_the_kernel_line_does_nothing(string word)
    {
        using var host = new ScratchHost();
        host.Write("proc/cmdline", $"root=/dev/sda1 {word} quiet\n");
        Assert.Equal("", Run(host, List));
    }

    private static string Run(ScratchHost host, string list)
    {
        host.Write("etc/passthrough/isolated-devices", list);
        host.Write("dev/kmsg", "");
        host.Write("bin/modprobe", "#!/bin/sh\n");
        File.SetUnixFileMode(Path.Combine(host.Root, "bin/modprobe"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        host.Write("sys/bus/pci/drivers_probe", "");
        var text = IsolationScript.Text;
        foreach (var top in new[] { "/etc/passthrough", "/run/passthrough", "/sys/bus", "/proc/cmdline", "/dev/kmsg" })
        {
            text = text.Replace(top, host.Root + top, StringComparison.Ordinal);
        }

        host.Write("script", text);
        var (exitCode, output) = Sh(host, "PATH=$PWD/bin:$PATH; sh script");
        Assert.Equal((0, ""), (exitCode, output));
        var record = host.Roots.Run("passthrough/isolation");
        return File.Exists(record) ? host.Read("run/passthrough/isolation") : "";
    }

    private static (int ExitCode, string Output) Sh(ScratchHost host, string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = host.Root })!;
        var output = shell.StandardOutput.ReadToEnd() + shell.StandardError.ReadToEnd();
        shell.WaitForExit();
        return (shell.ExitCode, output);
    }
}
