using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Input;
using Passthrough.Guests.Pinning;
using Passthrough.Guests.Processor;
using Passthrough.Host;
using Passthrough.Host.Cpu;
using Passthrough.Host.Display;
using Passthrough.Host.Pci;
using Passthrough.Sessions;
using Passthrough.Sessions.Leases;
using Passthrough.Tests.Guests;

namespace Passthrough.Tests.Sessions;

public class LeasePlannerTests
{
    private const string Cpufreq = "/sys/devices/system/cpu/cpufreq/policy";

    private static readonly SessionFacts Facts = new([], [], "/usr/bin/passthrough", HasLogind: true, []);

    private static readonly GuestSpec Single = TestGuests.Guest with { TakesScreen = true };

    [Fact]
    public void The_screen_goes_from_who_draws_on_it_to_what_it_is_drawn_into_and_then_the_card()
    {
        var leases = Plan(Single, WithScreen(), Facts with { DisplayManager = "sddm.service" });
        Assert.Equal(
            [typeof(SupervisorLease), typeof(DisplayManagerLease), typeof(ConsoleLease), typeof(FramebufferLease), typeof(DriverLease), typeof(DriverLease)], leases.Select(lease => lease.GetType()));
        Assert.Equal(["vtcon1"], leases.OfType<ConsoleLease>().Single().Consoles);
        Assert.Equal([TestGuests.Gpu, TestGuests.Audio], leases.OfType<DisplayManagerLease>().Single().Functions);
    }

    [Fact]
    public void Of_a_card_that_was_isolated_at_boot_no_screen_is_taken() =>
        Assert.Equal([typeof(SupervisorLease)], Plan(Single, WithScreen("vfio-pci"), Facts with { DisplayManager = "sddm.service" }).Select(lease => lease.GetType()));

    [Fact]
    public void Consoles_on_another_card_stay()
    {
        var host = WithScreen();
        var other = host with { Display = host.Display with { BootFramebuffers = [], FrameBuffers = [new FrameBufferDevice("fb0", "i915drmfb", PciAddress.Parse("0000:00:02.0"))] } };
        Assert.Empty(Plan(Single, other, Facts).OfType<ConsoleLease>());
        Assert.NotEmpty(Plan(Single, other with { Display = other.Display with { FrameBuffers = [new FrameBufferDevice("fb0", "radeondrmfb", TestGuests.Gpu)] } }, Facts).OfType<ConsoleLease>());
    }

    [Fact]
    public void Modules_on_the_driver_go_before_the_only_card_of_it()
    {
        var facts = Facts with { Families = [("radeon", ["radeon_drm", "radeon_modeset"])] };
        Assert.Equal(["radeon_drm", "radeon_modeset"], Plan(TestGuests.Guest, Only(TestGuests.Host("radeon")), facts).OfType<ModuleLease>().Single().Modules);
        Assert.Empty(Plan(TestGuests.Guest, TestGuests.Host("radeon"), facts).OfType<ModuleLease>());
    }

    [Fact]
    public void Modules_that_draw_on_two_cards_let_go_of_neither()
    {
        var host = TestGuests.Host("radeon");
        var drawn = host with { Display = host.Display with { Cards = [.. host.Display.Cards.Select(card => card with { DrmNodes = ["card0"] })] } };
        var exception = Assert.Throws<RefusedException>(() => Plan(TestGuests.Guest, drawn, Facts with { Families = [("radeon", ["radeon_drm"])] }));
        Assert.Contains("radeon_drm draws on 0000:01:00.0 and on", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(GuestSleep.Inhibit, true, true)]
    [InlineData(GuestSleep.Allow, true, false)]
    [InlineData(GuestSleep.Inhibit, false, false)]
    public void The_machine_is_kept_awake_when_the_guest_says_so(GuestSleep sleep, bool hasLogind, bool keepsAwake) =>
        Assert.Equal(keepsAwake, Plan(TestGuests.Guest with { Sleep = sleep }, TestGuests.Host(), Facts with { HasLogind = hasLogind }).OfType<SupervisorLease>().Single().KeepsAwake);

    [Fact]
    public void The_governor_is_that_of_the_guests_cpus_alone()
    {
        var values = Scaled("performance", Policy(0, "powersave", null), Policy(4, "schedutil", null), Policy(5, "performance", null));
        Assert.Equal([new ChangedValue($"{Cpufreq}4/scaling_governor", "schedutil", "performance")], values);
    }

    [Fact]
    public void A_preference_that_the_governor_fixes_is_set_before_it() =>
        Assert.Equal(
            [new ChangedValue($"{Cpufreq}4/energy_performance_preference", "balance_power", "performance"), new ChangedValue($"{Cpufreq}4/scaling_governor", "powersave", "performance")],
            Scaled("performance", Policy(4, "powersave", "balance_power")));

    [Fact]
    public void A_word_that_is_no_governor_is_a_preference() =>
        Assert.Equal([new ChangedValue($"{Cpufreq}4/energy_performance_preference", "balance_power", "balance_performance")], Scaled("balance_performance", Policy(4, "powersave", "balance_power")));

    [Fact]
    public void With_another_guest_running_the_value_before_is_the_one_before_both()
    {
        var other = new ScalingLease([new ChangedValue($"{Cpufreq}4/scaling_governor", "schedutil", "performance")]);
        Assert.Equal(other.Values, Plan(Governed("performance"), TestGuests.Host(), Facts with { Policies = [Policy(4, "performance", null)], Others = [other] }).OfType<ScalingLease>().Single().Values);
    }

    [Fact]
    public void A_word_that_the_kernel_does_not_know_is_refused_with_those_it_knows()
    {
        var exception = Assert.Throws<RefusedException>(() => Scaled("conservative", Policy(4, "powersave", "balance_power")));
        Assert.Contains("performance, powersave, schedutil, balance_power", exception.Message, StringComparison.Ordinal);
        Assert.Throws<RefusedException>(() => Scaled("performance"));
    }

    [Fact]
    public void Keyboards_that_may_be_unplugged_get_their_stand_ins_before_the_screen_is_taken()
    {
        var leases = Plan(Single with { Input = Persistent }, WithScreen(), Facts with { DisplayManager = "sddm.service" });
        Assert.Equal([typeof(SupervisorLease), typeof(InputProxyLease), typeof(DisplayManagerLease)], leases.Take(3).Select(lease => lease.GetType()));
        Assert.Equal(Persistent.Evdev.Select(device => device.Path), leases.OfType<InputProxyLease>().Single().Devices);
        Assert.Empty(Plan(TestGuests.Guest with { Input = Persistent with { IsPersistent = false } }, TestGuests.Host(), Facts).OfType<InputProxyLease>());
        Assert.Empty(Plan(TestGuests.Guest with { Input = Persistent with { Evdev = [] } }, TestGuests.Host(), Facts).OfType<InputProxyLease>());
    }

    [Fact]
    public void A_keyboard_has_one_stand_in()
    {
        var other = new InputProxyLease("linux", "/usr/bin/passthrough", [Persistent.Evdev[0].Path]);
        var exception = Assert.Throws<RefusedException>(() => Plan(TestGuests.Guest with { Input = Persistent }, TestGuests.Host(), Facts with { Others = [other] }));
        Assert.Contains("guest 'linux' has /dev/input/by-id/a-event-kbd", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_systemd_nobody_would_stand_in() =>
        Assert.Contains("systemd", Assert.Throws<RefusedException>(() => Plan(TestGuests.Guest with { Input = Persistent }, TestGuests.Host(), Facts with { Program = null })).Message, StringComparison.Ordinal);

    private static GuestInput Persistent { get; } = new() { Evdev = [new EvdevInput("/dev/input/by-id/a-event-kbd", IsKeyboard: true), new EvdevInput("/dev/input/by-id/b-event-mouse", IsKeyboard: false)], IsPersistent = true };

    private static ImmutableArray<ChangedValue> Scaled(string word, params ImmutableArray<ScalingPolicy> policies) => Plan(Governed(word), TestGuests.Host(), Facts with { Policies = policies }).OfType<ScalingLease>().Single().Values;

    private static GuestSpec Governed(string word) => TestGuests.Guest with { Cpu = new GuestCpu(new GuestTopology(1, 1, 2, 1)) { Pins = [4, 5], Governor = word } };

    private static ScalingPolicy Policy(int cpu, string governor, string? preference) => new(
        $"{Cpufreq}{cpu}", CpuSet.Of(cpu), governor, ["performance", "powersave", "schedutil"], preference, preference is null ? [] : ["balance_power", "balance_performance", "performance"]);

    private static ImmutableArray<Lease> Plan(GuestSpec guest, HostFacts host, SessionFacts facts) => LeasePlanner.Plan(guest, host, facts, (device, driver) => new DriverLease(device with { DriverBefore = driver }, null));

    private static HostFacts Only(HostFacts host) => host with { Pci = new PciFacts([.. host.Pci.Devices.Where(device => device.Address == TestGuests.Gpu || device.Address == TestGuests.Audio)]) };

    private static HostFacts WithScreen(string driver = "radeon")
    {
        var host = TestGuests.Host(driver);
        return host with
        {
            Display = host.Display with
            {
                BootFramebuffers = [new BootFramebuffer("simple-framebuffer.0", "simple-framebuffer", TestGuests.Gpu)],
                Consoles = [new VirtualConsole("vtcon0", "dummy device", false), new VirtualConsole("vtcon1", "frame buffer device", true)],
            },
        };
    }
}
