using System.Diagnostics;
using System.Globalization;
using Passthrough.Failures;
using Passthrough.Host.Reading;
using Passthrough.Sessions.Leases;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Sessions.Leases;

/// <summary>A process that sleeps stands for one that waits in the kernel.</summary>
public sealed class WatchedWriteTests : IDisposable
{
    private const string Attribute = "/sys/bus/pci/drivers/snd/unbind";
    private const string Subject = "0000:01:00.1";

    private readonly Process former = Process.Start("sleep", "600");
    private readonly ScratchMachine machine = new();

    public WatchedWriteTests()
    {
        var id = former.Id.ToString(CultureInfo.InvariantCulture);
        machine
            .File(Attribute)
            .File($"/proc/{id}/stat", $"{id} (dd) D 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 5 0 0\n")
            .File($"/proc/{id}/stack", "[<0>] snd_card_free+0x6e/0xa0\n")
            .File($"/run/passthrough/writes/{Subject}", new PendingWrite(Subject, former.Id, 5).Text);
    }

    public void Dispose()
    {
        former.Kill();
        former.Dispose();
        machine.Dispose();
    }

    [Fact]
    public async Task A_former_write_that_has_had_its_time_is_told_with_its_place_in_the_kernel()
    {
        File.SetLastWriteTimeUtc(PendingWrite.PathOf(machine.Roots, Subject), DateTime.UtcNow.AddMinutes(-2));
        var told = await Assert.ThrowsAsync<HypervisorException>(() => WriteAsync(Subject));
        Assert.Contains($"the kernel still changes {Subject}: process {former.Id} waits in it:\n[<0>] snd_card_free", told.Message, StringComparison.Ordinal);
        Assert.Empty(await TextAsync());
    }

    [Fact]
    public async Task One_that_a_killed_command_has_just_left_is_waited_for()
    {
        var write = WriteAsync(Subject);
        Assert.False(write.IsCompleted);
        former.Kill();
        await write;
        Assert.Equal(Subject, await TextAsync());
    }

    [Fact]
    public async Task A_write_about_another_device_does_not_wait_and_leaves_nothing_behind()
    {
        await WriteAsync("0000:02:00.0");
        Assert.Equal("0000:02:00.0", await TextAsync());
        Assert.Equal([Subject], Directory.EnumerateFiles(machine.Path("/run/passthrough/writes")).Select(path => Path.GetFileName(path)));
    }

    private Task WriteAsync(string device) => WatchedWrite.RunAsync(machine.Roots, Attribute, device, device, TestContext.Current.CancellationToken);

    private Task<string> TextAsync() => File.ReadAllTextAsync(machine.Path(Attribute), TestContext.Current.CancellationToken);
}
