using System.Net.Sockets;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Disks;
using Passthrough.Guests.Firmware;
using Passthrough.Guests.Memory;
using Passthrough.Guests.Pinning;
using Passthrough.Guests.Processor;
using Passthrough.Host;
using Passthrough.Host.Security;
using Passthrough.Processes;
using Passthrough.Qmp;
using Passthrough.Sessions;
using Passthrough.Tests.Guests;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Sessions;

/// <summary>Real QEMU and, where a daemon to play with is named, real libvirt, with a guest that has no card: firmware alone.</summary>
public class RunnerTests
{
    private static GuestSpec CardlessGuest => TestGuests.Guest with
    {
        Name = "test-" + Guid.NewGuid().ToString("N")[..12],
        Uuid = Guid.NewGuid(),
        Accelerator = GuestAccelerator.Tcg,
        Firmware = GuestFirmware.Bios,
        Memory = new GuestMemory(64),
        Cpu = new GuestCpu(new GuestTopology(1, 1, 1, 1)),
        Gpu = null,
        Devices = [],
        Disks = [],
        Networks = [],
    };

    // This machine need not have an account for QEMU.
    private static HostFacts Host => TestGuests.Host() with { Security = SecurityFacts.None };

    [Fact]
    public async Task Plain_qemu_runs_a_guest_from_start_to_end()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/qemu-system-x86_64"), "qemu-system-x86_64 is not installed");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "writing below /run needs root");
        Directory.CreateDirectory(GuestPaths.Of(HostRoots.Live, "x").Folder);
        await RunThroughAsync(new QemuRunner(HostRoots.Live), CardlessGuest);
    }

    [Fact]
    public async Task Libvirt_runs_a_guest_from_start_to_end()
    {
        var uri = Environment.GetEnvironmentVariable("PASSTHROUGH_TEST_LIBVIRT");
        Assert.SkipWhen(uri is null, "PASSTHROUGH_TEST_LIBVIRT names no libvirt daemon to play with");
        await RunThroughAsync(new LibvirtRunner(HostRoots.Live, uri), CardlessGuest);
    }

    [Fact]
    public async Task Libvirt_runs_a_uefi_guest_and_forgets_its_variables()
    {
        var uri = Environment.GetEnvironmentVariable("PASSTHROUGH_TEST_LIBVIRT");
        Assert.SkipWhen(uri is null, "PASSTHROUGH_TEST_LIBVIRT names no libvirt daemon to play with");
        Assert.SkipUnless(File.Exists(TestGuests.Ovmf.CodePath), "OVMF is not installed");
        await RunThroughAsync(new LibvirtRunner(HostRoots.Live, uri), CardlessGuest with { Firmware = TestGuests.Ovmf, Memory = new GuestMemory(256) });
    }

    [Fact]
    public async Task What_qemu_says_when_it_cannot_start_is_carried_on()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/qemu-system-x86_64"), "qemu-system-x86_64 is not installed");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "writing below /run needs root");
        Directory.CreateDirectory(GuestPaths.Of(HostRoots.Live, "x").Folder);
        var guest = CardlessGuest with { Disks = [new GuestDisk("/no/such, disk.img", GuestDiskFormat.Raw)] };
        var runner = new QemuRunner(HostRoots.Live);
        var exception = await Assert.ThrowsAsync<HypervisorException>(() => runner.StartAsync(guest, Host, TestContext.Current.CancellationToken));
        Assert.Contains("'/no/such, disk.img'", exception.Message, StringComparison.Ordinal);
        Assert.Equal(GuestState.Off, runner.StateOf(guest.Name));
        runner.Forget(guest.Name);
    }

    [Fact]
    public async Task Only_one_terminal_at_a_time_is_put_at_the_console_of_plain_qemu()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/qemu-system-x86_64"), "qemu-system-x86_64 is not installed");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "writing below /run needs root");
        var cancellation = TestContext.Current.CancellationToken;
        var log = Path.GetTempFileName();
        var guest = CardlessGuest with { SerialLogPath = log };
        var socket = GuestPaths.Of(HostRoots.Live, guest.Name).Serial;
        Directory.CreateDirectory(Path.GetDirectoryName(socket)!);
        var runner = new QemuRunner(HostRoots.Live);
        await runner.StartAsync(guest, Host, cancellation);
        try
        {
            Assert.Equal($"socat -,rawer,escape=0x1d UNIX-CONNECT:{socket}", (await runner.ConsoleAsync(guest.Name, cancellation)).ToString());
            using var terminal = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await terminal.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellation);
            await Assert.ThrowsAsync<BusyException>(() => runner.ConsoleAsync(guest.Name, cancellation));
        }
        finally
        {
            await runner.EndAsync(guest.Name, cancellation);
            runner.Forget(guest.Name);
            File.Delete(log);
        }
    }

    [Fact]
    public async Task A_guest_that_a_former_version_started_is_said_to_have_no_console()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/qemu-system-x86_64"), "qemu-system-x86_64 is not installed");
        using var machine = new ScratchMachine();
        var socket = machine.Roots.Locate(GuestPaths.Of(machine.Roots, "old").Qmp);
        Directory.CreateDirectory(Path.GetDirectoryName(socket)!);
        var command = new ToolCommand(
            "qemu-system-x86_64",
            ["-nodefaults", "-display", "none", "-S", "-chardev", "null,id=serial", "-device", "isa-serial,chardev=serial", "-qmp", $"unix:{socket},server=on,wait=off", "-daemonize"]);
        (await ToolRunner.RunAsync(command, cancellation: TestContext.Current.CancellationToken)).OrThrow();
        var refusal = await Assert.ThrowsAsync<RefusedException>(() => new QemuRunner(machine.Roots).ConsoleAsync("old", TestContext.Current.CancellationToken));
        await using var qmp = await QmpClient.ConnectAsync(socket, cancellation: TestContext.Current.CancellationToken);
        await qmp.ExecuteAsync("quit", cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("passthrough guest restart old", refusal.NextStep);
    }

    private static async Task RunThroughAsync(IGuestRunner runner, GuestSpec guest)
    {
        var cancellation = TestContext.Current.CancellationToken;
        Assert.Equal(GuestState.Off, runner.StateOf(guest.Name));
        await runner.StartAsync(guest, Host, cancellation);
        try
        {
            Assert.Equal(GuestState.Running, runner.StateOf(guest.Name));
            Assert.Contains(QmpPciDevice.ParseAll(await runner.QueryPciAsync(guest.Name, cancellation)), device => device.Address == default);
            // Firmware alone does not listen to the power button.
            Assert.False(await runner.ShutDownAsync(guest.Name, TimeSpan.FromMilliseconds(500), cancellation));
            Assert.Equal(GuestState.Running, runner.StateOf(guest.Name));
        }
        finally
        {
            await runner.EndAsync(guest.Name, cancellation);
            runner.Forget(guest.Name);
        }

        Assert.Equal(GuestState.Off, runner.StateOf(guest.Name));
    }
}
