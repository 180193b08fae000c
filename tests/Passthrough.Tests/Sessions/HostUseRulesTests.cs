using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Devices;
using Passthrough.Host;
using Passthrough.Host.Network;
using Passthrough.Host.Pci;
using Passthrough.Host.Usb;
using Passthrough.Sessions;
using Passthrough.Tests.Guests;

namespace Passthrough.Tests.Sessions;

public class HostUseRulesTests
{
    private static readonly PciAddress Controller = PciAddress.Parse("0000:04:00.0");

    private static readonly PassedDevice Passed = new(TestGuests.Identity(Controller, "1022:15b6/1022:1453"));

    private static readonly GuestSpec Guest = TestGuests.Guest with { Devices = [.. TestGuests.Guest.Devices, Passed] };

    private static readonly NetworkInterface Wired = new() { Name = "enp4s0", Kind = InterfaceKind.Ethernet, Parent = Controller };

    [Fact]
    public void A_device_that_the_host_does_nothing_with_may_go() => HostUseRules.Require(Guest, TestGuests.Host("xhci_hcd"), [Wired], ["enp9s0"]);

    [Fact]
    public void The_last_keyboard_is_named()
    {
        var host = TestGuests.Host("xhci_hcd");
        var typed = host with { Usb = host.Usb with { Inputs = [new HumanInput("Old Model M", "1-1", Controller, false, true, true, false, false)] } };
        Assert.Contains("Old Model M", Refused(typed, [], []), StringComparison.Ordinal);
        HostUseRules.Require(Guest with { Devices = [Passed with { TakesLastKeyboard = true }] }, typed, [], []);
        HostUseRules.Require(Guest with { TakesScreen = true }, typed, [], []);
        HostUseRules.Require(Guest, typed with { Pci = TestGuests.Host().Pci }, [], []);
    }

    [Fact]
    public void The_way_to_a_network_is_named()
    {
        var host = TestGuests.Host("igb");
        var bridge = new NetworkInterface { Name = "br0", Kind = InterfaceKind.Bridge, Lower = ["enp4s0"] };
        Assert.Contains("enp4s0 at 0000:04:00.0 (default route)", Refused(host, [Wired with { HasDefaultRoute = true }], []), StringComparison.Ordinal);
        Assert.Contains("enp4s0", Refused(host, [Wired], ["enp4s0"]), StringComparison.Ordinal);
        Assert.Contains("enp4s0", Refused(host, [bridge with { HasDefaultRoute = true }, Wired], []), StringComparison.Ordinal);
        Assert.Contains("enp4s0", Refused(host, [bridge with { Lower = [] }, Wired with { Master = "br0" }], ["br0"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_ring_of_interfaces_ends() =>
        HostUseRules.Require(Guest, TestGuests.Host("igb"), [Wired with { Lower = ["a"] }, new NetworkInterface { Name = "a", Kind = InterfaceKind.Vlan, Lower = ["enp4s0"] }], []);

    private static string Refused(HostFacts host, ImmutableArray<NetworkInterface> interfaces, ImmutableArray<string> connected) =>
        Assert.Throws<RefusedException>(() => HostUseRules.Require(Guest, host, interfaces, connected)).Message;
}
