namespace Passthrough.LabTests;

/// <summary>A bridge over the card that leads to the gateway, on a real kernel with the real manager. Each test leaves the machine as it was.</summary>
[Collection(Lane.Ways)]
public class BridgeTests(LabWorkshop workshop, NetworkdMachine machine) : IClassFixture<NetworkdMachine>
{
    /// <summary>The new port is kept down, so that nothing passes over the bridge; the card's own configuration is not touched by it.</summary>
    private const string Cut =
        "mkdir -p /run/systemd/network/00-passthrough-br0-port.network.d && printf '[Link]\\nActivationPolicy=always-down\\n' > /run/systemd/network/00-passthrough-br0-port.network.d/cut.conf";

    private const string Mend = "rm -r /run/systemd/network/00-passthrough-br0-port.network.d";

    [Fact]
    public Task A_bridge_takes_over_the_cards_place_in_the_network_and_undo_gives_it_back() => ThereAndBackAsync(machine, isRebooted: LongCampaign.IsAsked);

    [Fact]
    public async Task So_it_does_where_NetworkManager_configures_the_card()
    {
        Assert.SkipUnless(LongCampaign.IsAsked, "done by ./test --long");
        await using var other = new NetworkManagerMachine(workshop);
        await other.InitializeAsync();
        await ThereAndBackAsync(other, isRebooted: true);
    }

    [Fact]
    public async Task A_bridge_over_which_the_gateway_is_silent_is_taken_back()
    {
        var address = await machine.AddressAsync(machine.Nic);
        await machine.OutputAsync(Cut);

        var failed = await machine.RunAsync($"passthrough network bridge {machine.Nic} --wait 5s");
        await machine.OutputAsync(Mend);

        Assert.Equal(9, failed.ExitCode);
        Assert.Contains("did not answer over br0 within 5 s", failed.Error, StringComparison.Ordinal);
        Assert.Contains($"The gateway {WiredMachine.Gateway} answers through {machine.Nic}", failed.Error, StringComparison.Ordinal);
        await IsAsBeforeAsync(machine, address);
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task Killed_or_without_its_session_it_is_taken_back_by_systemd(string signal)
    {
        var address = await machine.AddressAsync(machine.Nic);
        await machine.OutputAsync(Cut);

        // Until the machine has lost its network; then nobody is left who could do anything but systemd.
        var killed = await machine.RunAsync(
            $"passthrough network bridge {machine.Nic} --wait 5s >/dev/null 2>&1 & bridge=$!; until [ -d /sys/class/net/br0/brif/{machine.Nic} ]; do read -r -t 0.2 _ < <(:) || true; done; "
            + $"kill -{signal} $bridge; wait $bridge; code=$?; passthrough status --json; exit $code");
        await machine.OutputAsync("until [ -e $(ls -d /var/lib/passthrough/journal/* | tail -1)/rolled-back ]; do sleep 1; done");
        await machine.OutputAsync(Mend);

        Assert.True(killed.ExitCode > 128, $"exit code {killed.ExitCode}");
        Assert.Contains("\"applying\"", killed.Output, StringComparison.Ordinal);
        await IsAsBeforeAsync(machine, address);
    }

    /// <summary>What a person does to a program that hangs, and what the end of a session does.</summary>
    public static TheoryData<string> Signals() => new(["KILL", .. LongCampaign.Only<string>("HUP")]);

    private static async Task ThereAndBackAsync(WiredMachine machine, bool isRebooted)
    {
        var address = await machine.AddressAsync(machine.Nic);
        var hardware = await machine.OutputAsync($"cat /sys/class/net/{machine.Nic}/address");

        var made = (await machine.RunAsync($"passthrough network bridge {machine.Nic}")).Expect();

        Assert.Contains($"The gateway {WiredMachine.Gateway} answers over br0", made.Error, StringComparison.Ordinal);
        Assert.Equal("", await machine.OutputAsync("systemctl list-units --all --plain --no-legend 'passthrough-watch*'"));
        if (isRebooted)
        {
            await machine.RebootAsync();
            await machine.OnlineAsync();
        }

        Assert.Equal("br0", await machine.OutputAsync($"basename $(readlink /sys/class/net/{machine.Nic}/master)"));
        Assert.Equal(hardware, await machine.OutputAsync("cat /sys/class/net/br0/address"));
        Assert.Equal("0", await machine.OutputAsync("cat /sys/class/net/br0/bridge/stp_state"));
        Assert.Equal(address, await machine.AddressAsync("br0"));
        Assert.Equal("", await machine.AddressAsync(machine.Nic));
        Assert.Equal($"{WiredMachine.Gateway} br0", await machine.DefaultRouteAsync());
        (await machine.RunAsync("passthrough verify")).Expect();
        Assert.Contains("Nothing to do", await machine.OutputAsync($"passthrough network bridge {machine.Nic}"), StringComparison.Ordinal);

        var undone = (await machine.RunAsync("passthrough undo")).Expect();

        Assert.Contains($"The gateway {WiredMachine.Gateway} answers through {machine.Nic}", undone.Error, StringComparison.Ordinal);
        await IsAsBeforeAsync(machine, address);
        (await machine.RunAsync("passthrough verify")).Expect();
    }

    private static async Task IsAsBeforeAsync(WiredMachine machine, string address)
    {
        await machine.OnlineAsync();
        Assert.Equal(machine.ManifestAtFirst, await machine.ManifestAsync());
        Assert.Equal(address, await machine.AddressAsync(machine.Nic));
        Assert.Equal($"{WiredMachine.Gateway} {machine.Nic}", await machine.DefaultRouteAsync());
        Assert.Equal("gone", await machine.OutputAsync("[ -e /sys/class/net/br0 ] || echo gone"));
    }
}
