using Passthrough.Changes;
using Passthrough.Changes.Journal;
using Passthrough.Changes.Verification;
using Passthrough.Failures;
using Passthrough.Planning;
using Passthrough.Planning.Bridges;

namespace Passthrough.Tests.Changes;

public class BridgeTransactionTests
{
    private static readonly BridgeRequest Request = new(WiredHost.Nic);

    [Theory]
    [InlineData("networkd")]
    [InlineData("NetworkManager")]
    [InlineData("ifupdown")]
    [InlineData("netplan, networkd")]
    [InlineData("netplan, NetworkManager")]
    public void A_bridge_that_works_stays_and_undo_leaves_the_machine_as_it_was(string manager)
    {
        using var host = HostOf(manager);
        var network = new NetworkDouble();
        var context = host.Context with { Network = network };
        var before = host.Picture();
        network.OnAsk = what => Assert.Equal(what is "answers br0 192.168.1.1" or "activate" or "disarm", !string.Equals(before, host.Picture(), StringComparison.Ordinal));

        var applied = Apply(context);

        Assert.Equal(["answers enp3s0 192.168.1.1", "arm", "activate", "answers br0 192.168.1.1", "disarm"], network.Asked);
        Assert.Equal(TransactionState.Committed, TransactionJournal.Newest(host.Roots)!.State);
        WiredHost.Bridged(host);
        Assert.Equal(VerifyOutcome.Verified, Verifier.Verify(context).Outcome);
        Assert.Equal("br0", StatusReader.Read(context).Bridge!.Name);
        Assert.Equal(applied.TransactionId, StatusReader.Read(context).TransactionId);

        network.Asked.Clear();
        network.OnAsk = null;
        var undone = Undoer.Undo(context);

        Assert.Equal(["arm", "restore", "answers enp3s0 192.168.1.1", "disarm"], network.Asked);
        Assert.False(undone.NeedsReboot);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void A_gateway_that_is_silent_before_is_no_judge_so_nothing_is_changed()
    {
        using var host = WiredHost.Networkd();
        var network = new NetworkDouble { Silent = { WiredHost.Nic } };
        var before = host.Picture();

        Assert.Contains("192.168.1.1", Assert.Throws<RefusedException>(() => Apply(host.Context with { Network = network })).Message, StringComparison.Ordinal);

        Assert.Equal(before, host.Picture());
        Assert.Empty(TransactionJournal.List(host.Roots));
    }

    [Fact]
    public void A_gateway_that_is_silent_over_the_bridge_has_everything_taken_back()
    {
        using var host = WiredHost.Networkd();
        var network = new NetworkDouble { Silent = { "br0" } };
        var before = host.Picture();

        var error = Assert.Throws<RolledBackException>(() => Apply(host.Context with { Network = network }));

        Assert.Contains("did not answer over br0", error.Message, StringComparison.Ordinal);
        Assert.Equal(["answers enp3s0 192.168.1.1", "arm", "activate", "answers br0 192.168.1.1", "restore", "answers enp3s0 192.168.1.1", "disarm"], network.Asked);
        Assert.Equal(before, host.Picture());
        Assert.Null(TransactionJournal.Newest(host.Roots));
    }

    [Fact]
    public void What_fails_before_the_first_file_leaves_the_network_alone()
    {
        using var host = WiredHost.Networkd();
        var network = new NetworkDouble { Failing = "arm" };
        var before = host.Picture();

        Assert.Throws<RolledBackException>(() => Apply(host.Context with { Network = network }));

        Assert.DoesNotContain("restore", network.Asked);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void When_the_old_configuration_cannot_be_switched_on_the_timer_stays_and_recover_tries_again()
    {
        using var host = WiredHost.Networkd();
        var network = new NetworkDouble { Silent = { "br0" }, Failing = "restore" };
        var context = host.Context with { Network = network };
        var before = host.Picture();

        Assert.Throws<RollbackIncompleteException>(() => Apply(context));
        Assert.DoesNotContain("disarm", network.Asked);

        network.Failing = null;
        Assert.Single(Recoverer.Recover(context, leavesChanged: false));
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void Ctrl_C_while_the_gateway_is_waited_for_takes_everything_back()
    {
        using var host = WiredHost.Networkd();
        using var stop = new CancellationTokenSource();
        var network = new NetworkDouble { OnAsk = what => Array.ForEach(what is "activate" ? [stop] : Array.Empty<CancellationTokenSource>(), source => source.Cancel()) };
        var before = host.Picture();

        Assert.Contains("interrupted", Assert.Throws<RolledBackException>(() => Apply(host.Context with { Network = network, Cancellation = stop.Token })).Message, StringComparison.Ordinal);

        Assert.Equal(["restore", "answers enp3s0 192.168.1.1", "disarm"], network.Asked[^3..]);
        Assert.Equal(before, host.Picture());
    }

    [Theory]
    [InlineData("networkd")]
    [InlineData("NetworkManager")]
    [InlineData("ifupdown")]
    [InlineData("netplan, networkd")]
    [InlineData("netplan, NetworkManager")]
    public void Cut_off_at_any_point_recover_brings_back_the_files_and_then_the_network(string manager)
    {
        using var host = HostOf(manager);
        using var snapshots = new Snapshots(host);
        var before = host.Picture();
        Apply(host.Context with { Network = new NetworkDouble { OnAsk = _ => snapshots.Take() }, Progress = _ => snapshots.Take() });
        Undoer.Undo(host.Context with { Network = new NetworkDouble { OnAsk = _ => snapshots.Take() }, Progress = _ => snapshots.Take() });

        Assert.InRange(snapshots.Roots.Count, 15, 60);
        foreach (var roots in snapshots.Roots.Where(roots => TransactionJournal.List(roots).Any(transaction => transaction.IsUnfinished)))
        {
            var network = new NetworkDouble { OnAsk = _ => Assert.Equal(before, ScratchHost.Picture(roots.Root)) };
            var hadEffects = !TransactionJournal.List(roots)[0].Effects.IsEmpty;

            Assert.Single(Recoverer.Recover(new ChangeContext(roots, new ToolDouble(roots)) { Network = network }, leavesChanged: false));

            Assert.Equal(before, ScratchHost.Picture(roots.Root));
            Assert.Equal(hadEffects, network.Asked.Contains("restore"));
        }
    }

    [Fact]
    public void A_card_and_a_bridge_are_applied_and_taken_back_each_by_itself()
    {
        using var host = WiredHost.Networkd();
        var context = host.Context with { Network = new NetworkDouble() };
        var before = host.Picture();

        var card = Applier.Apply(context, ScratchHost.Request, saved: null);
        var withCard = host.Picture();
        var bridge = Apply(context with { Clock = new LaterClock() });

        Assert.Throws<RefusedException>(() => Apply(context, Request with { Name = "br1" }));
        Assert.True(Applier.Apply(context, ScratchHost.Request, saved: null).IsNothingToDo);
        var status = StatusReader.Read(context);
        Assert.Equal(bridge.TransactionId, status.TransactionId);
        var other = Assert.Single(status.Others);
        Assert.Equal(card.TransactionId, other.TransactionId);
        Assert.NotEmpty(other.Devices);
        Assert.Contains(Verifier.Verify(context).Checks, check => check.Claim.Contains("isolated-devices", StringComparison.Ordinal));
        Assert.Contains(Verifier.Verify(context).Checks, check => check.Claim.Contains("br0.netdev", StringComparison.Ordinal));
        Assert.DoesNotContain(Verifier.Verify(context, PlanSubject.Card).Checks, check => check.Claim.Contains("br0", StringComparison.Ordinal));

        Assert.Equal(bridge.TransactionId, Undoer.Undo(context).TransactionId);
        Assert.Equal(withCard, host.Picture());
        Assert.Equal(card.TransactionId, Undoer.Undo(context).TransactionId);
        Assert.Equal(before, host.Picture());
        Assert.Throws<NotFoundException>(() => Undoer.Undo(context));
    }

    [Fact]
    public void The_bridge_can_be_taken_back_under_a_card_that_was_applied_later()
    {
        using var host = WiredHost.NetworkManager();
        var context = host.Context with { Network = new NetworkDouble() };
        var before = host.Picture();
        Apply(context);
        var card = Applier.Apply(context with { Clock = new LaterClock() }, ScratchHost.Request, saved: null);

        Undoer.Undo(context, PlanSubject.Bridge);

        Assert.Equal(card.TransactionId, StatusReader.Read(context).TransactionId);
        Assert.Throws<NotFoundException>(() => Undoer.Undo(context, PlanSubject.Bridge));
        Undoer.Undo(context);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void A_file_that_someone_else_changed_stops_undo_before_the_network_is_touched()
    {
        using var host = WiredHost.Networkd();
        var network = new NetworkDouble();
        var context = host.Context with { Network = network };
        Apply(context);
        host.Write("etc/systemd/network/00-passthrough-br0.network", "[Match]\nName=br0\n");
        network.Asked.Clear();

        Assert.Throws<ConflictException>(() => Undoer.Undo(context));

        Assert.Empty(network.Asked);
    }

    [Fact]
    public void A_program_that_is_missing_is_named_and_nothing_is_changed()
    {
        using var host = WiredHost.Networkd();
        var before = host.Picture();

        Assert.Contains("nmcli", Assert.Throws<RefusedException>(() => Apply(host.Context with { Network = new NetworkDouble { Absent = "nmcli" } })).Message, StringComparison.Ordinal);

        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void A_plan_that_was_shown_is_not_applied_to_another_network()
    {
        using var host = WiredHost.Networkd();
        var context = host.Context with { Network = new NetworkDouble() };
        var shown = BridgeApplier.Plan(context, Request).Plan!;
        host.Write("etc/systemd/network/20-wired.network", "[Match]\nName=en*\n\n[Network]\nDHCP=no\n");

        Assert.Throws<StalePlanException>(() => BridgeApplier.Apply(context, Request, shown));
    }

    private static ApplyResult Apply(ChangeContext context) => Apply(context, Request);

    private static ApplyResult Apply(ChangeContext context, BridgeRequest request) => BridgeApplier.Apply(context, request, BridgeApplier.Plan(context, request).Plan!);

    private static ScratchHost HostOf(string manager) => manager switch
    {
        "NetworkManager" => WiredHost.NetworkManager(),
        "ifupdown" => WiredHost.Ifupdown(),
        "netplan, networkd" => WiredHost.NetplanNetworkd(WiredHost.NetplanFile + "      addresses: [10.0.0.1/8]\n"),
        "netplan, NetworkManager" => WiredHost.NetplanNetworkManager(),
        _ => WiredHost.Networkd(),
    };

    /// <summary>Transactions are in the order of their names, which have seconds.</summary>
    private sealed class LaterClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddMinutes(1);
    }
}
