using Passthrough.Failures;
using Passthrough.Host.Display;
using Passthrough.Host.Reading;
using Passthrough.Sessions;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Sessions;

public sealed class DesktopSessionsTests : IDisposable
{
    private const string OfAnna = "UID=1000\nUSER=anna\nSCOPE=session-2.scope\nSEAT=seat0\nTYPE=wayland\nCLASS=user\n";

    private readonly ScratchMachine machine = new ScratchMachine()
        .File("/run/systemd/sessions/2", OfAnna)
        .File("/run/systemd/sessions/5", "UID=1000\nSCOPE=session-5.scope\nTYPE=tty\n")
        .File("/run/systemd/sessions/6", "UID=1001\nSCOPE=session-6.scope\nTYPE=tty\nSEAT=seat0\n")
        .File("/proc/10/cgroup", "0::/user.slice/user-1000.slice/session-2.scope\n")
        .File("/proc/11/cgroup", "0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-terminal.scope\n")
        .File("/proc/12/cgroup", "0::/system.slice/sddm.service\n")
        .File("/proc/13/cgroup", "0::/system.slice/ollama.service\n")
        .File("/proc/14/cgroup", "0::/user.slice/user-1000.slice/session-5.scope\n").File("/proc/14/stat", "14 (sh (x) y) S 13 14 14 0\n")
        .File("/proc/15/cgroup", "0::/system.slice/run-1.service\n").File("/proc/15/stat", "15 (sudo) S 11 15 15 0\n");

    private DesktopSessions Desktops => new("sddm.service", DesktopSessions.ReadSessions(Reader));

    private MachineReader Reader => new(machine.Roots);

    public void Dispose() => machine.Dispose();

    [Fact]
    public void Desktops_on_a_seat_are_found_and_text_consoles_and_ssh_are_none() =>
        Assert.Equal([new DesktopSession("2", "session-2.scope", "1000")], DesktopSessions.ReadSessions(Reader));

    [Theory]
    [InlineData(10, "kwin_wayland", true)]
    [InlineData(11, "plasmashell", true)]
    [InlineData(12, "Xorg", true)]
    [InlineData(13, "ollama", false)]
    [InlineData(14, "nvtop", false)]
    [InlineData(99, "systemd-logind", true)]
    public void What_ends_with_the_desktop_is_known_before_it_is_stopped(int process, string command, bool ends) =>
        Assert.Equal(ends, Desktops.EndsWithThem(Reader, new DeviceHolder(process, command, "/dev/dri/card0")));

    [Fact]
    public void Without_a_display_manager_nothing_ends() =>
        Assert.False((Desktops with { DisplayManager = null }).EndsWithThem(Reader, new DeviceHolder(10, "kwin_wayland", "/dev/dri/card0")));

    [Theory]
    [InlineData(11)]
    [InlineData(15)]
    public void Who_was_started_from_the_desktop_is_told_another_way(int process)
    {
        var exception = Assert.Throws<RefusedException>(() => Desktops.RequireOutside(Reader, process, "win11"));
        Assert.Contains("session 2", exception.Message, StringComparison.Ordinal);
        Assert.Contains("systemd-run --collect passthrough guest start win11", exception.NextStep, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(13)]
    [InlineData(14)]
    public void Over_ssh_it_may_be_started(int process) => Desktops.RequireOutside(Reader, process, "win11");

    [Fact]
    public void Rubbish_is_no_desktop() => Rubbish.IsSwallowedBy(text => DesktopSession.Parse("1", text), "TYPE", "=", "x11", "\n", "SEAT", "seat0", "SCOPE", "UID");

    [Fact]
    public void The_scope_follows_from_the_number() => Assert.Equal("session-c1.scope", DesktopSession.Parse("c1", "TYPE=x11\nSEAT=seat0\n")!.Scope);
}
