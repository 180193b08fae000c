using Passthrough.Host.Cpu;
using Passthrough.Sessions.Leases;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Sessions.Leases;

public sealed class CpuLeaseTests : IDisposable
{
    private static readonly CpuSet All = CpuSet.FromList("0-7")!;

    private readonly ScratchMachine machine = new();

    public CpuLeaseTests() => machine
        .File(CpuPlace.InterruptPath("16"), "0-7\n")
        .File(CpuPlace.InterruptPath("17"), "6\n")
        .File(CpuPlace.WorkQueueMask, "ff\n");

    public void Dispose() => machine.Dispose();

    [Fact]
    public async Task Interrupts_and_work_queues_keep_off_the_guests_cpus_and_get_them_back()
    {
        var lease = Lease("4-7");
        await lease.TakeAsync(machine.Roots, [], TestContext.Current.CancellationToken);
        Assert.Equal(["0-3", "0-3", "0f"], Now());

        Assert.Null(await lease.ReturnAsync(machine.Roots, []));
        Assert.Equal(["0-7", "6", "ff"], Now());
    }

    [Fact]
    public async Task The_first_of_two_guests_that_ends_does_not_take_the_others_cpus_away()
    {
        var first = Lease("6-7");
        await first.TakeAsync(machine.Roots, [], TestContext.Current.CancellationToken);
        var second = Lease("4-5") with { Places = first.Places };
        await second.TakeAsync(machine.Roots, [first], TestContext.Current.CancellationToken);
        Assert.Equal(["0-3", "0-3", "0f"], Now());

        await first.ReturnAsync(machine.Roots, [second]);
        Assert.Equal(["0-3,6-7", "6", "cf"], Now());
        await second.ReturnAsync(machine.Roots, []);
        Assert.Equal(["0-7", "6", "ff"], Now());
    }

    [Fact]
    public async Task What_somebody_else_set_meanwhile_stays_and_is_told()
    {
        var lease = Lease("4-7");
        await lease.TakeAsync(machine.Roots, [], TestContext.Current.CancellationToken);
        machine.File(CpuPlace.InterruptPath("17"), "1\n");
        Assert.Contains("interrupt 17", await lease.ReturnAsync(machine.Roots, []), StringComparison.Ordinal);
        Assert.Equal(["0-7", "1", "ff"], Now());
    }

    [Fact]
    public async Task An_interrupt_that_is_gone_is_in_nobodys_way()
    {
        var lease = Lease("4-7");
        await lease.TakeAsync(machine.Roots, [], TestContext.Current.CancellationToken);
        File.Delete(machine.Path(CpuPlace.InterruptPath("17")));
        Assert.Null(await lease.ReturnAsync(machine.Roots, []));
    }

    private CpuLease Lease(string guest) => new(
        CpuSet.FromList(guest)!,
        All,
        [.. new[] { (CpuPlaceKind.Interrupt, CpuPlace.InterruptPath("16")), (CpuPlaceKind.Interrupt, CpuPlace.InterruptPath("17")), (CpuPlaceKind.WorkQueues, CpuPlace.WorkQueueMask) }
            .Select(place => new CpuPlace(place.Item1, place.Item2, Text(place.Item2)))]);

    private string[] Now() => [Text(CpuPlace.InterruptPath("16")), Text(CpuPlace.InterruptPath("17")), Text(CpuPlace.WorkQueueMask).TrimStart('0') is { Length: 1 } one ? $"0{one}" : Text(CpuPlace.WorkQueueMask).TrimStart('0')];

    private string Text(string path) => System.Text.Encoding.ASCII.GetString(File.ReadAllBytes(machine.Path(path))).Trim();
}
