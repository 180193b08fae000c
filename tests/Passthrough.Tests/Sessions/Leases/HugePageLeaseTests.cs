using FsCheck;
using FsCheck.Fluent;
using Passthrough.Failures;
using Passthrough.Sessions.Leases;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Sessions.Leases;

public sealed class HugePageLeaseTests : IDisposable
{
    private const string Pages = "/sys/devices/system/node/node1/hugepages/hugepages-2048kB/nr_hugepages";

    private readonly ScratchMachine machine = new();

    public void Dispose() => machine.Dispose();

    [Fact]
    public async Task What_is_missing_is_added_and_taken_away_again()
    {
        machine.File(Pages, "16\n");
        var lease = new HugePageLease(1, 2048, 16, 100);
        await lease.TakeAsync(machine.Roots, [], TestContext.Current.CancellationToken);
        Assert.Equal("116\n"u8, File.ReadAllBytes(machine.Path(Pages)));

        Assert.Null(await lease.ReturnAsync(machine.Roots, []));
        Assert.Equal("16\n"u8, File.ReadAllBytes(machine.Path(Pages)));
    }

    [Fact]
    public async Task What_another_asked_for_meanwhile_stays()
    {
        machine.File(Pages, "216\n");
        Assert.Null(await new HugePageLease(1, 2048, 16, 100).ReturnAsync(machine.Roots, []));
        Assert.Equal("116\n"u8, File.ReadAllBytes(machine.Path(Pages)));
    }

    [Fact]
    public Task A_machine_without_such_pages_refuses() =>
        Assert.ThrowsAsync<RefusedException>(() => new HugePageLease(null, 1 << 20, 0, 4).TakeAsync(machine.Roots, [], TestContext.Current.CancellationToken));

    [Fact]
    public void However_far_taking_came_giving_back_leaves_what_there_was() => Prop.ForAll(
        Gen.Zip(Gen.Choose(0, 1000), Gen.Zip(Gen.Choose(1, 1000), Gen.Choose(0, 1000))).ToArbitrary(),
        numbers =>
        {
            var (before, (added, came)) = numbers;
            machine.File(Pages, $"{before + Math.Min(added, came)}\n");
            new HugePageLease(1, 2048, before, added).ReturnAsync(machine.Roots, []).GetAwaiter().GetResult();
            return File.ReadAllBytes(machine.Path(Pages)).AsSpan().SequenceEqual(System.Text.Encoding.ASCII.GetBytes($"{before}\n"));
        }).QuickCheckThrowOnFailure();
}
