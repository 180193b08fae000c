using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Devices;
using Passthrough.Sessions;
using Passthrough.Sessions.Leases;
using Passthrough.Sessions.Usb;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Sessions.Usb;

/// <summary>What needs no running guest; that one gets a device and gives it back is shown on virtual PCs.</summary>
public sealed class UsbLendingTests : IDisposable
{
    private const string Command = "usb lend X Y";

    private static readonly SessionRecord Ended = new(1, "win11", GuestRuntime.Qemu, [], new ProcessIdentity(7, 1), new ProcessIdentity(8, 1))
    {
        Leases = [new ServiceLease("some.service"), Lease("1-2", 3), Lease("1-9", 4)],
    };

    private readonly ScratchMachine machine = new ScratchMachine().WithUsb().File(
        "/etc/passthrough/passthrough.yaml", "guests:\n  - { name: other }\nusb-profiles:\n  - { name: desk, guest: win11, devices: [ \"1-2\", \"1-9\" ] }\n");

    public void Dispose() => machine.Dispose();

    private UsbLending Lending => new(machine.Roots);

    [Fact]
    public async Task A_device_is_taken_back_from_a_guest_that_has_ended()
    {
        SessionStore.Write(machine.Roots, Ended);
        var loan = await Lending.ReturnAsync(UsbName.Parse("1-2")!, null, TestContext.Current.CancellationToken);
        Assert.Equal(("win11", "1-2", null), (loan.Guest, loan.Port, loan.Note));
        Assert.Equal([Ended.Leases[0].Words, Ended.Leases[2].Words], SessionStore.Read(machine.Roots, "win11")!.Leases.Select(lease => lease.Words));

        var gone = await Lending.ReturnAsync(UsbName.Parse("046d:c08b")!, "win11", TestContext.Current.CancellationToken);
        Assert.Contains("unplugged", gone.Note, StringComparison.Ordinal);
        Assert.Empty(Lending.Lent());
    }

    [Fact]
    public async Task Of_two_lent_twins_one_is_named_by_its_port()
    {
        SessionStore.Write(machine.Roots, Ended);
        var refusal = await Assert.ThrowsAsync<RefusedException>(() => Lending.ReturnAsync(UsbName.Parse("046d:c08b")!, null, TestContext.Current.CancellationToken));
        Assert.Contains("1-2, 1-9", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1-3", null)]
    [InlineData("1-2", "other")]
    public async Task What_is_not_lent_cannot_be_taken_back(string name, string? guest)
    {
        SessionStore.Write(machine.Roots, Ended);
        await Assert.ThrowsAsync<NotFoundException>(() => Lending.ReturnAsync(UsbName.Parse(name)!, guest, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Only_a_guest_that_runs_gets_something()
    {
        SessionStore.Write(machine.Roots, Ended);
        SessionStore.Write(machine.Roots, Ended with { Guest = "starting", Owner = new ProcessIdentity(9, 99), Process = null });
        machine.File("/proc/9/stat", "9 (passthrough) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 99 0 0\n");
        await Assert.ThrowsAsync<NotFoundException>(() => LendAsync("nobody"));
        await Assert.ThrowsAsync<RefusedException>(() => LendAsync("other"));
        await Assert.ThrowsAsync<RefusedException>(() => LendAsync("win11"));
        await Assert.ThrowsAsync<BusyException>(() => LendAsync("starting"));
    }

    [Fact]
    public async Task A_profile_of_which_all_is_lent_comes_back_together()
    {
        SessionStore.Write(machine.Roots, Ended);
        var swap = new UsbSwap(machine.Roots);
        var swapped = await swap.RunAsync(swap.Find("desk"), isAgreed: false, TestContext.Current.CancellationToken);
        Assert.False(swapped.IsLent);
        Assert.Equal(["1-9", "1-2"], swapped.Loans.Select(loan => loan.Port));
        Assert.Empty(Lending.Lent());
    }

    [Fact]
    public void A_profile_that_is_not_written_is_told_with_those_that_are() =>
        Assert.Contains("desk", Assert.Throws<NotFoundException>(() => new UsbSwap(machine.Roots).Find("dest")).NextStep, StringComparison.Ordinal);

    private Task<UsbLoan> LendAsync(string guest) => Lending.LendAsync(UsbName.Parse("1-3")!, guest, UsbAgreement.None, Command, TestContext.Current.CancellationToken);

    private static UsbLease Lease(string port, int number) => new(port, "046d:c08b", 1, number, "G502 Mouse", [], null);
}
