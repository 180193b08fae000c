using System.Collections.Immutable;
using Passthrough.Guests;
using Passthrough.Guests.Display;
using Passthrough.Sessions;
using Passthrough.Sessions.Leases;
using Passthrough.Sessions.Monitors;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Sessions.Monitors;

/// <summary>
/// The calls and their order against a program of that name that only writes down what it is asked: nothing here is about real monitors. It answers for each bus by what its number says: 4 and 5 tell that
/// they show DisplayPort, 6 tells nothing sensible, 7 is not there.
/// </summary>
public sealed class MonitorSwitchTests : IDisposable
{
    private const string Script = """
        #!/bin/sh
        echo "$*" >> "${0%/*}/calls"
        case "$*" in
        *"--bus 7"*) echo "Display not found"; exit 1 ;;
        "getvcp 60 --terse --bus 6") echo "VCP 60 ERR" ;;
        getvcp*) echo "VCP 60 SNC x0f" ;;
        esac
        """;

    private readonly ScratchMachine machine = new();
    private readonly string folder = Directory.CreateTempSubdirectory("ddcutil-double-").FullName;
    private readonly string? path = Environment.GetEnvironmentVariable("PATH");

    public MonitorSwitchTests()
    {
        Directory.CreateDirectory(machine.Path("/sys/class/i2c-dev"));
        var program = Path.Combine(folder, "ddcutil");
        File.WriteAllText(program, Script);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Environment.SetEnvironmentVariable("PATH", $"{folder}:{path}");
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", path);
        Directory.Delete(folder, recursive: true);
        machine.Dispose();
    }

    [Fact]
    public async Task A_monitor_is_read_switched_and_switched_back_to_what_it_told()
    {
        Assert.Empty(await SwitchAsync("win11", At(4)));
        Assert.Equal(new MonitorLease(At(4), 0x0f), Assert.Single(SessionStore.Read(machine.Roots, "win11")!.Leases));
        var released = await ReleaseAsync("win11");
        Assert.Equal(["monitor at /dev/i2c-4 at hdmi-1"], released.Returned);
        Assert.Equal(["getvcp 60 --terse --bus 4", "setvcp 60 x11 --noverify --bus 4", "setvcp 60 x0f --noverify --bus 4"], Calls());
    }

    [Fact]
    public async Task What_the_person_said_goes_before_what_the_monitor_told_and_stands_in_for_it()
    {
        Assert.Empty(await SwitchAsync("win11", At(4) with { Host = 0x10 }, At(6) with { Host = 0x12 }));
        await ReleaseAsync("win11");
        Assert.Equal(["setvcp 60 x12 --noverify --bus 6", "setvcp 60 x10 --noverify --bus 4"], Calls().TakeLast(2));
    }

    [Fact]
    public async Task A_monitor_that_does_not_obey_is_told_and_the_others_are_switched()
    {
        var notes = await SwitchAsync("win11", At(6), At(7), At(5));
        Assert.Equal(2, notes.Length);
        Assert.Contains("/dev/i2c-6 was not switched: ddcutil does not tell its input: 'VCP 60 ERR'", notes[0], StringComparison.Ordinal);
        Assert.Contains("/dev/i2c-7 was not switched: ", notes[1], StringComparison.Ordinal);
        Assert.Contains("Display not found", notes[1], StringComparison.Ordinal);
        Assert.Equal(["monitor at /dev/i2c-5 at hdmi-1"], (await ReleaseAsync("win11")).Returned);
    }

    [Fact]
    public async Task A_monitor_that_is_gone_at_the_end_keeps_nothing_from_being_given_back()
    {
        SessionStore.Write(machine.Roots, Record("win11") with { Leases = [new MonitorLease(At(7), 0x0f)] });
        var released = await ReleaseAsync("win11");
        Assert.True(released.IsComplete);
        Assert.Contains("/dev/i2c-7 was not switched back to dp-1", Assert.Single(released.Notes), StringComparison.Ordinal);
        Assert.Null(SessionStore.Read(machine.Roots, "win11"));
    }

    [Fact]
    public async Task With_two_guests_at_one_monitor_the_last_to_end_gives_it_to_the_host()
    {
        await SwitchAsync("one", At(4) with { Guest = 0x11 });
        await SwitchAsync("two", At(4) with { Guest = 0x12 });
        await ReleaseAsync("two");
        await ReleaseAsync("one");
        Assert.Equal(
            ["setvcp 60 x11 --noverify --bus 4", "setvcp 60 x12 --noverify --bus 4", "setvcp 60 x11 --noverify --bus 4", "setvcp 60 x0f --noverify --bus 4"],
            Calls().Where(call => call.StartsWith("setvcp", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Without_the_kernels_module_it_is_named_and_nothing_is_asked()
    {
        Directory.Delete(machine.Path("/sys/class/i2c-dev"));
        Assert.Contains("sudo modprobe i2c-dev", Assert.Single(await SwitchAsync("win11", At(4))), StringComparison.Ordinal);
        Assert.Empty(Calls());
    }

    private static MonitorInput At(int bus) => new(null, null, bus, 0x11, null);

    private static SessionRecord Record(string guest) => new(1, guest, GuestRuntime.Qemu, [], new ProcessIdentity(1, 2), null);

    private Task<ImmutableArray<string>> SwitchAsync(string guest, params ImmutableArray<MonitorInput> monitors)
    {
        SessionStore.Write(machine.Roots, Record(guest));
        return new MonitorSwitch(machine.Roots).SwitchAsync(guest, monitors, TestContext.Current.CancellationToken);
    }

    private Task<ReleaseResult> ReleaseAsync(string guest) => new SessionKeeper(machine.Roots).ReleaseAsync(guest, TestContext.Current.CancellationToken);

    private string[] Calls()
    {
        var calls = Path.Combine(folder, "calls");
        return File.Exists(calls) ? File.ReadAllLines(calls) : [];
    }
}
