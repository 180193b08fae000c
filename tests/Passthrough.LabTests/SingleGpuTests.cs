namespace Passthrough.LabTests;

/// <summary>The only card of a machine, which shows its screen, goes to a guest and comes back with the screen, whatever happens in between.</summary>
[Collection(Lane.Refusals)]
public class SingleGpuTests(SingleGpuMachine machine) : IClassFixture<SingleGpuMachine>
{
    private const string Name = "only";

    [Theory]
    [InlineData("qemu")]
    [InlineData("libvirt")]
    public async Task The_guest_has_the_screen_and_gives_it_back(string runtime)
    {
        var guest = await DescribedAsync(runtime);
        var before = await ScreenAsync();
        Assert.Contains("frame buffer device 1", before, StringComparison.Ordinal);
        await guest.StartAsync();
        var devices = await guest.HostDevicesAsync();
        var lent = await ScreenAsync();
        var driver = await machine.DriverAsync(machine.OnlyCard);
        (await machine.RunAsync($"passthrough guest stop {Name} --force")).Expect();

        Assert.Equal([$"host-{machine.OnlyCard.Replace(':', '-').Replace('.', '-')}"], devices);
        Assert.Equal("vfio-pci", driver);
        Assert.DoesNotContain("frame buffer device 1", lent, StringComparison.Ordinal);
        Assert.Contains("inactive", lent, StringComparison.Ordinal);
        Assert.Equal(before, await ScreenAsync());
        await guest.RemoveAsync();
    }

    [Fact]
    public async Task A_start_that_fails_gives_the_screen_back()
    {
        await machine.OutputAsync("printf 'QFI\\373\\0\\0\\0\\3' > /root/broken.qcow2");
        var guest = await DescribedAsync("qemu", "disks: [ /root/broken.qcow2 ]");
        var (before, process) = (await ScreenAsync(), await ManagerProcessAsync());
        var started = await machine.RunAsync($"passthrough guest start {Name}");

        Assert.Equal(13, started.ExitCode);
        Assert.Contains($"QEMU did not start '{Name}'", started.Error, StringComparison.Ordinal);
        Assert.Contains("qemu-system-x86_64: -blockdev", started.Error, StringComparison.Ordinal);
        Assert.NotEqual(process, await ManagerProcessAsync());
        Assert.Equal(before, await ScreenAsync());
        await guest.RemoveAsync();
    }

    [Fact]
    public async Task Killed_the_guest_gives_the_screen_back_by_itself()
    {
        var guest = await DescribedAsync("qemu");
        var before = await ScreenAsync();
        await guest.StartAsync();
        await machine.OutputAsync($"kill -KILL {await guest.ProcessAsync()}");
        await machine.OutputAsync($"timeout 60 sh -c 'until [ ! -e /run/passthrough/guests/{Name}.json ] && ! systemctl is-active -q passthrough-session-{Name}.service; do sleep 0.2; done'");

        Assert.Equal(before, await ScreenAsync());
        await guest.RemoveAsync();
    }

    [Fact]
    public async Task A_program_that_does_not_belong_to_the_desktop_is_named_and_the_desktop_stays()
    {
        var guest = await DescribedAsync("qemu");
        var (before, process) = (await ScreenAsync(), await ManagerProcessAsync());
        await machine.OutputAsync("setsid sh -c 'exec 3<>/dev/dri/card0; exec sleep 86398' >/dev/null 2>&1 &");
        await machine.OutputAsync("timeout 60 sh -c 'until pgrep -f \"[s]leep 86398\" >/dev/null; do sleep 0.1; done'");
        var started = await machine.RunAsync($"passthrough guest start {Name}");
        await machine.OutputAsync("pkill -f '[s]leep 86398'");

        Assert.Equal(3, started.ExitCode);
        Assert.Contains("sleep (pid ", started.Error, StringComparison.Ordinal);
        Assert.Contains("/dev/dri/card0", started.Error, StringComparison.Ordinal);
        Assert.Equal(process, await ManagerProcessAsync());
        Assert.Equal(before, await ScreenAsync());
        await guest.RemoveAsync();
    }

    [Fact]
    public async Task What_the_display_manager_leaves_behind_is_named_and_the_screen_comes_back()
    {
        await machine.OutputAsync($"touch {SingleGpuMachine.Leftover} && systemctl restart display-manager.service && timeout 60 sh -c 'until pgrep -f \"[s]leep 86399\" >/dev/null; do sleep 0.1; done' && rm {SingleGpuMachine.Leftover}");
        var guest = await DescribedAsync("qemu");
        var (before, process) = (await ScreenAsync(), await ManagerProcessAsync());
        var started = await machine.RunAsync($"passthrough guest start {Name}");
        await machine.OutputAsync("pkill -f '[s]leep 86399'");

        Assert.Equal(3, started.ExitCode);
        Assert.Contains($"after {SingleGpuMachine.Manager} has stopped", started.Error, StringComparison.Ordinal);
        Assert.NotEqual(process, await ManagerProcessAsync());
        Assert.Equal(before, await ScreenAsync());
        await guest.RemoveAsync();
    }

    [Fact]
    public async Task From_the_desktop_itself_it_is_started_by_a_service_that_outlives_it()
    {
        var guest = await DescribedAsync("qemu");
        var process = await ManagerProcessAsync();
        await machine.OutputAsync("mkdir -p /run/systemd/sessions && printf 'TYPE=wayland\\nSEAT=seat0\\nUID=4711\\nSCOPE=desktop.scope\\n' > /run/systemd/sessions/c99");
        var inside = await machine.RunAsync($"systemd-run --scope --unit=desktop.scope passthrough guest start {Name}");
        var stayed = await ManagerProcessAsync();
        var outside = await machine.RunAsync($"systemd-run --wait --collect --pipe passthrough guest start {Name}");
        await machine.OutputAsync("rm /run/systemd/sessions/c99");
        var driver = await machine.DriverAsync(machine.OnlyCard);
        await guest.RemoveAsync();

        Assert.Equal(3, inside.ExitCode);
        Assert.Contains("systemd-run --collect passthrough guest start", inside.Error, StringComparison.Ordinal);
        Assert.Equal(process, stayed);
        outside.Expect();
        Assert.Equal("vfio-pci", driver);
    }

    [Fact]
    public async Task Without_being_told_nobody_takes_the_screen()
    {
        var guest = new LabGuest(machine, Name, "qemu");
        await guest.DescribeAsync(Lines($"gpu: {{ device: \"{machine.OnlyCard}\", rom-bar: off }}"));
        var started = await machine.RunAsync($"passthrough guest start {Name}");
        await guest.RemoveAsync();

        Assert.Equal(3, started.ExitCode);
        Assert.Contains("single-gpu: on", started.Error, StringComparison.Ordinal);
    }

    private async Task<LabGuest> DescribedAsync(string runtime, params string[] more)
    {
        var guest = new LabGuest(machine, Name, runtime);
        await guest.DescribeAsync(Lines([$"gpu: {{ device: \"{machine.OnlyCard}\", rom-bar: off, single-gpu: on }}", .. more]));
        return guest;
    }

    private static string[] Lines(params string[] more) => ["accelerator: tcg", "firmware: bios", "memory: 96M", "cpu: { vcpus: 1 }", "network: none", "guest-agent: off", .. more];

    // What a person sees: who draws the consoles and the desktop, and that nothing is left of the session.
    private Task<string> ScreenAsync() => machine.OutputAsync(
        $"""
        for console in /sys/class/vtconsole/*; do echo "$(basename $console) $(cat $console/name) $(cat $console/bind)"; done
        echo "$(basename "$(readlink /sys/bus/pci/devices/{machine.OnlyCard}/driver)") $(cat /sys/bus/pci/devices/{machine.OnlyCard}/driver_override)"
        cat /sys/class/graphics/fb*/name
        systemctl is-active {SingleGpuMachine.Manager}
        systemctl list-units --all --plain --no-legend 'passthrough-session*' | grep -c .
        ls /run/passthrough/guests/*.json
        true
        """);

    private Task<string> ManagerProcessAsync() => machine.OutputAsync($"systemctl show --value --property MainPID {SingleGpuMachine.Manager}");
}
