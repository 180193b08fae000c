using Passthrough.Failures;
using Passthrough.Qmp;

namespace Passthrough.Tests.Qmp;

public class QmpAgainstQemuTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_real_qemu_answers_refuses_and_says_when_it_shuts_down()
    {
        Assert.SkipUnless(QemuProcess.IsInstalled, "qemu-system-x86_64 is not installed");
        var cancellation = TestContext.Current.CancellationToken;
        await using var qemu = new QemuProcess("-machine", "none", "-S");
        await using var client = await QmpClient.OpenAsync(await qemu.ConnectAsync(cancellation), "the test's QEMU", cancellation: cancellation);
        using var events = client.Subscribe();

        var status = await client.ExecuteAsync("query-status", cancellation: cancellation);
        Assert.Equal("prelaunch", status.GetProperty("status").GetString());
        var refusal = await Assert.ThrowsAsync<HypervisorException>(() => client.ExecuteAsync("no-such-command", cancellation: cancellation));
        Assert.Contains("no-such-command", refusal.Message, StringComparison.Ordinal);

        await client.ExecuteAsync("quit", cancellation: cancellation);
        Assert.Equal("host-qmp-quit", (await events.WaitForAsync("SHUTDOWN", Limit, cancellation))!.Data.GetProperty("reason").GetString());
        await client.Closed.WaitAsync(Limit, cancellation);
    }

    [Fact]
    public async Task A_real_qemu_lists_its_devices()
    {
        Assert.SkipUnless(QemuProcess.IsInstalled, "qemu-system-x86_64 is not installed");
        var cancellation = TestContext.Current.CancellationToken;
        await using var qemu = new QemuProcess("-machine", "q35", "-S", "-device", "ati-vga,model=rv100,id=card");
        await using var client = await QmpClient.OpenAsync(await qemu.ConnectAsync(cancellation), "the test's QEMU", cancellation: cancellation);

        var devices = QmpPciDevice.ParseAll(await client.ExecuteAsync("query-pci", cancellation: cancellation));

        var card = Assert.Single(devices, device => string.Equals(device.QemuId, "card", StringComparison.Ordinal));
        Assert.Equal("1002:5159", card.Identity.Ids);
        Assert.True(card.Class.IsDisplay);
        Assert.Contains(card.Regions, region => region is { Bar: 0, IsMemory: true, Size: 16 * 1024 * 1024, Address: null });
    }
}
