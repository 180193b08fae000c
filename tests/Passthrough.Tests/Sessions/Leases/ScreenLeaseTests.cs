using Passthrough.Failures;
using Passthrough.Host.Pci;
using Passthrough.Planning;
using Passthrough.Sessions;
using Passthrough.Sessions.Leases;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Sessions.Leases;

public sealed class ScreenLeaseTests : IDisposable
{
    private const string Picture = "/sys/devices/platform/simple-framebuffer.0";
    private const string Driver = "/sys/bus/platform/drivers/simple-framebuffer";
    private const string Card = "/sys/devices/pci0000:00/0000:01:00.0";

    private static readonly FramebufferLease Framebuffer = new("simple-framebuffer.0", "simple-framebuffer");

    private readonly ScratchMachine machine = new ScratchMachine()
        .File("/sys/class/vtconsole/vtcon0/name", "(S) dummy device\n").File("/sys/class/vtconsole/vtcon0/bind", "0\n")
        .File("/sys/class/vtconsole/vtcon1/name", "(M) frame buffer device\n").File("/sys/class/vtconsole/vtcon1/bind", "1\n")
        .Folder(Picture).Link("/sys/bus/platform/devices/simple-framebuffer.0", "../../../devices/platform/simple-framebuffer.0").Link($"{Picture}/driver", "../../../bus/platform/drivers/simple-framebuffer")
        .File($"{Driver}/unbind").File($"{Driver}/bind")
        .Pci("0000:01:00.0", "1002:5159", "030000", driver: "radeon", subsystem: "1af4:1100").Drm(Card, "card0").File($"{Card}/driver_override", "(null)\n");

    public void Dispose() => machine.Dispose();

    [Fact]
    public async Task Text_consoles_leave_the_frame_buffer_and_come_back()
    {
        var lease = new ConsoleLease(["vtcon1"]);
        await lease.TakeAsync(machine.Roots, [], TestContext.Current.CancellationToken);
        Assert.Equal("0\n", Text("/sys/class/vtconsole/vtcon1/bind"));

        Assert.Null(await lease.ReturnAsync(machine.Roots, []));
        Assert.Equal("1\n", Text("/sys/class/vtconsole/vtcon1/bind"));
        Assert.Equal("0\n", Text("/sys/class/vtconsole/vtcon0/bind"));
    }

    [Fact]
    public async Task Without_a_frame_buffer_the_person_is_told()
    {
        Directory.Delete(machine.Path("/sys/class/vtconsole/vtcon1"), recursive: true);
        Assert.Contains("no frame buffer", await new ConsoleLease(["vtcon1"]).ReturnAsync(machine.Roots, []), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_firmwares_picture_is_taken_from_its_driver_and_given_back()
    {
        await Framebuffer.TakeAsync(machine.Roots, [], TestContext.Current.CancellationToken);
        Assert.Equal("simple-framebuffer.0", Text($"{Driver}/unbind"));

        File.Delete(machine.Path($"{Picture}/driver"));
        Assert.Null(await Framebuffer.ReturnAsync(machine.Roots, []));
        Assert.Equal("simple-framebuffer.0", Text($"{Driver}/bind"));
    }

    [Fact]
    public async Task A_picture_that_the_kernel_has_removed_is_told_and_no_failure()
    {
        File.Delete(machine.Path("/sys/bus/platform/devices/simple-framebuffer.0"));
        Assert.Contains("until the next boot", await Framebuffer.ReturnAsync(machine.Roots, []), StringComparison.Ordinal);
        Assert.Equal("", Text($"{Driver}/bind"));
    }

    [Fact]
    public async Task Who_draws_on_the_firmwares_picture_is_named()
    {
        machine.Folder($"{Picture}/drm/card1").Process(77, "weston", "/dev/dri/card1");
        var exception = await Assert.ThrowsAsync<RefusedException>(() => Framebuffer.TakeAsync(machine.Roots, [], TestContext.Current.CancellationToken));
        Assert.Contains("weston (pid 77, /dev/dri/card1)", exception.Message, StringComparison.Ordinal);
        Assert.Equal("", Text($"{Driver}/unbind"));
    }

    [Fact]
    public async Task Whoever_holds_the_card_when_it_is_to_be_unbound_stops_the_start_and_nothing_is_left_to_give_back()
    {
        machine.Process(4711, "blender", "/dev/dri/card0").Process(4712, "pipewire", "/dev/snd/controlC0");
        var lease = new DriverLease(Device(), null);
        var exception = await Assert.ThrowsAsync<RefusedException>(() => lease.TakeAsync(machine.Roots, [], TestContext.Current.CancellationToken));
        Assert.Contains("in use by blender (pid 4711, /dev/dri/card0); it was not unbound", exception.Message, StringComparison.Ordinal);
        Assert.Equal("(null)\n", Text($"{Card}/driver_override"));
        Assert.Null(await lease.ReturnAsync(machine.Roots, []));
    }

    [Fact]
    public async Task A_module_in_use_is_named_and_stays()
    {
        machine.File("/sys/module/nvidia_drm/refcnt", "2\n").Folder("/sys/module/nvidia_drm/holders");
        var exception = await Assert.ThrowsAsync<RefusedException>(() => new ModuleLease("nvidia", ["nvidia_drm"]).TakeAsync(machine.Roots, [], TestContext.Current.CancellationToken));
        Assert.Contains("nvidia_drm is in use (2 times)", exception.Message, StringComparison.Ordinal);
        Assert.Null(await new ModuleLease("nvidia", ["nvidia_drm"]).ReturnAsync(machine.Roots, []));
    }

    [Theory]
    [InlineData("pipewire", "/dev/snd/controlC1", true)]
    [InlineData("pipewire", "/dev/dri/renderD128", false)]
    [InlineData("firefox", "/dev/snd/controlC1", false)]
    public void Sound_servers_let_go_of_sound_by_themselves(string command, string node, bool letsGo) =>
        Assert.Equal(letsGo, HolderRules.LetsGo(new Passthrough.Host.Display.DeviceHolder(1, command, node)));

    private static DeviceIdentity Device() => new(PciAddress.Parse("0000:01:00.0"), PciIdentity.TryParse("1002:5159/1af4:1100", out var identity) ? identity : default, "radeon");

    private string Text(string path) => System.Text.Encoding.ASCII.GetString(File.ReadAllBytes(machine.Path(path)));
}
