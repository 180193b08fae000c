using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Host.Cpu;
using Passthrough.Sessions;
using Passthrough.Sessions.Leases;
using Passthrough.Tests.Guests;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Sessions;

public sealed class SessionKeeperTests : IDisposable
{
    private const string Pages = "/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages";
    private const string Governor = "/sys/devices/system/cpu/cpufreq/policy4/scaling_governor";

    private readonly ScratchMachine machine = new ScratchMachine().File(Pages, "8\n").File(Governor, "powersave\n");

    private static ImmutableArray<Lease> Leases => [new HugePageLease(null, 2048, 8, 4), new ScalingLease([new ChangedValue(Governor, "powersave", "performance")])];

    private SessionKeeper Keeper => new(machine.Roots);

    public void Dispose() => machine.Dispose();

    [Fact]
    public async Task All_is_taken_in_order_and_given_back_in_reverse()
    {
        var record = await Keeper.TakeAsync(Record("win11"), Leases, TestContext.Current.CancellationToken);
        Assert.Equal(2, record.Leases.Length);
        Assert.Equal(("12\n", "performance\n"), Now());

        var released = await Keeper.ReleaseAsync("win11", TestContext.Current.CancellationToken);
        Assert.True(released.IsComplete);
        Assert.Equal([Leases[1].Words, Leases[0].Words], released.Returned);
        Assert.Equal(("8\n", "powersave\n"), Now());
        Assert.Null(SessionStore.Read(machine.Roots, "win11"));
    }

    [Fact]
    public async Task What_cannot_be_taken_gives_back_what_was()
    {
        await Assert.ThrowsAsync<RefusedException>(() => Keeper.TakeAsync(
            Record("win11"), [.. Leases, new HugePageLease(7, 2048, 0, 1)], TestContext.Current.CancellationToken));
        Assert.Equal(("8\n", "powersave\n"), Now());
        Assert.Null(SessionStore.Read(machine.Roots, "win11"));
    }

    [Fact]
    public async Task A_record_written_before_its_effect_gives_back_nothing_that_was_not_taken()
    {
        SessionStore.Write(machine.Roots, Record("win11") with { Leases = Leases });
        Assert.True((await Keeper.ReleaseAsync("win11", TestContext.Current.CancellationToken)).IsComplete);
        Assert.Equal(("8\n", "powersave\n"), Now());
    }

    [Fact]
    public async Task What_cannot_be_given_back_stays_on_record_until_it_can()
    {
        var gone = new DriverLease(TestGuests.Guest.Owned.First(), null);
        Directory.CreateDirectory(machine.Path($"/sys/bus/pci/devices/{TestGuests.Gpu}"));
        SessionStore.Write(machine.Roots, Record("win11") with { Leases = [.. Leases, gone] });
        var first = await Keeper.ReleaseAsync("win11", TestContext.Current.CancellationToken);
        Assert.Contains(gone.Words, Assert.Single(first.Failures), StringComparison.Ordinal);
        Assert.Equal([gone.Words], SessionStore.Read(machine.Roots, "win11")!.Leases.Select(lease => lease.Words));

        Directory.Delete(machine.Path($"/sys/bus/pci/devices/{TestGuests.Gpu}"));
        Assert.True((await Keeper.ReleaseAsync("win11", TestContext.Current.CancellationToken)).IsComplete);
        Assert.Null(SessionStore.Read(machine.Roots, "win11"));
    }

    [Fact]
    public async Task Giving_back_twice_is_giving_back_once()
    {
        await Keeper.TakeAsync(Record("win11"), Leases, TestContext.Current.CancellationToken);
        await Keeper.ReleaseAsync("win11", TestContext.Current.CancellationToken);
        machine.File(Pages, "20\n");
        Assert.Empty((await Keeper.ReleaseAsync("win11", TestContext.Current.CancellationToken)).Returned);
        Assert.Equal("20\n"u8, File.ReadAllBytes(machine.Path(Pages)));
    }

    [Fact]
    public void A_record_comes_back_as_written()
    {
        var record = Record("win11") with
        {
            Leases =
            [
                .. Leases,
                new CpuLease(CpuSet.FromList("4-7")!, CpuSet.FromList("0-7")!, [new CpuPlace(CpuPlaceKind.Unit, "user.slice", "") { DropIn = "x" }]),
                new DriverLease(TestGuests.Guest.Owned.First(), "amdgpu"),
                new ServiceLease("nvidia-persistenced.service"),
                new DisplayManagerLease("sddm.service", [TestGuests.Gpu]),
                new ConsoleLease(["vtcon1"]),
                new FramebufferLease("simple-framebuffer.0", "simple-framebuffer"),
                new ModuleLease("nvidia", ["nvidia_drm"]),
                new SupervisorLease("win11", "/usr/bin/passthrough", KeepsAwake: true),
                new UsbLease("1-4", "046d:c08b", 1, 3, "Mouse", [new UsbInterfaceDriver("1-4:1.0", "usbhid")], new UsbNodeOwner(0, 64055, 0)),
            ],
        };
        SessionStore.Write(machine.Roots, record);
        Assert.Equal(record.Leases.Select(lease => lease.Words), SessionStore.Read(machine.Roots, "win11")!.Leases.Select(lease => lease.Words));
        var lent = Assert.IsType<UsbLease>(SessionStore.Read(machine.Roots, "win11")!.Leases[^1]);
        Assert.Equal(((UsbLease)record.Leases[^1]).Drivers, lent.Drivers);
        Assert.Equal(((UsbLease)record.Leases[^1]) with { Drivers = [] }, lent with { Drivers = [] });
        Assert.Equal(record.Leases.Length, Assert.Single(SessionStore.ReadAll(machine.Roots)).Leases.Length);
    }

    private (string Pages, string Governor) Now() => (Text(Pages), Text(Governor));

    private string Text(string path) => System.Text.Encoding.ASCII.GetString(File.ReadAllBytes(machine.Path(path)));

    private static SessionRecord Record(string guest) => new(1, guest, GuestRuntime.Libvirt, [], new ProcessIdentity(1, 1), null);
}
