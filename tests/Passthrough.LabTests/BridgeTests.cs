namespace Passthrough.LabTests;

/// <summary>A bridge over the card that leads to the gateway, on a real kernel with the real manager. Each test leaves the machine as it was.</summary>
[Collection(Lane.Ways)]
public class BridgeTests(LabWorkshop workshop, NetworkdMachine machine) : IClassFixture<NetworkdMachine>
{
    /// <summary>The new port is kept down, so that nothing passes over the bridge; the card's own configuration is not touched by it.</summary>
    private const string Cut =
        "mkdir -p /run/systemd/network/00-passthrough-br0-port.network.d && printf '[Link]\\nActivationPolicy=always-down\\n' > /run/systemd/network/00-passthrough-br0-port.network.d/cut.conf";

    private const string UntilTakenBack = "until [ -e $(ls -d /var/lib/passthrough/journal/* | tail -1)/rolled-back ]; do sleep 1; done";

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
    public async Task So_it_does_where_ifupdown_configures_the_card_and_there_too_a_silent_gateway_has_it_taken_back()
    {
        Assert.SkipUnless(LongCampaign.IsAsked, "done by ./test --long");
        await using var other = new IfupdownMachine(workshop);
        await other.InitializeAsync();
        await SilentAndKilledAsync(other, "printf '#!/bin/sh\\n[ \"$IFACE\" != br0 ] || ip link set br0 down\\n' > /etc/network/if-up.d/cut && chmod +x /etc/network/if-up.d/cut", "rm /etc/network/if-up.d/cut");
        await ThereAndBackAsync(other, isRebooted: true);
    }

    [Fact]
    public async Task So_it_does_where_netplan_writes_the_cards_configuration_and_there_too_a_silent_gateway_has_it_taken_back()
    {
        Assert.SkipUnless(LongCampaign.IsAsked, "done by ./test --long");
        await using var other = new NetplanMachine(workshop);
        await other.InitializeAsync();
        await SilentAndKilledAsync(
            other,
            "mkdir -p /run/systemd/network/10-netplan-br0.network.d && printf '[Link]\\nActivationPolicy=always-down\\n' > /run/systemd/network/10-netplan-br0.network.d/cut.conf",
            "rm -r /run/systemd/network/10-netplan-br0.network.d");
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
        var killed = await machine.RunAsync(KilledAsPort(machine.Nic, signal));
        await machine.OutputAsync(UntilTakenBack);
        await machine.OutputAsync(Mend);

        Assert.True(killed.ExitCode > 128, $"exit code {killed.ExitCode}");
        Assert.Contains("\"applying\"", killed.Output, StringComparison.Ordinal);
        await IsAsBeforeAsync(machine, address);
    }

    /// <summary>What a person does to a program that hangs, and what the end of a session does.</summary>
    public static TheoryData<string> Signals() => new(["KILL", .. LongCampaign.Only<string>("HUP")]);

    private static string KilledAsPort(string nic, string signal) =>
        $"passthrough network bridge {nic} --wait 5s >/dev/null 2>&1 & bridge=$!; until [ -d /sys/class/net/br0/brif/{nic} ]; do read -r -t 0.2 _ < <(:) || true; done; "
        + $"kill -{signal} $bridge; wait $bridge; code=$?; passthrough status --json; exit $code";

    /// <summary>The bridge is taken back by the program, and where that was killed by systemd.</summary>
    private static async Task SilentAndKilledAsync(WiredMachine machine, string cut, string mend)
    {
        var address = await machine.AddressAsync(machine.Nic);
        await machine.OutputAsync(cut);

        var failed = await machine.RunAsync($"passthrough network bridge {machine.Nic} --wait 5s");
        await machine.OutputAsync(mend);

        Assert.Equal(9, failed.ExitCode);
        Assert.Contains($"The gateway {WiredMachine.Gateway} answers through {machine.Nic}", failed.Error, StringComparison.Ordinal);
        await IsAsBeforeAsync(machine, address);

        await machine.OutputAsync(cut);
        var killed = await machine.RunAsync(KilledAsPort(machine.Nic, "KILL"));
        await machine.OutputAsync(UntilTakenBack);
        await machine.OutputAsync(mend);

        Assert.True(killed.ExitCode > 128, $"exit code {killed.ExitCode}");
        await IsAsBeforeAsync(machine, address);
    }

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
