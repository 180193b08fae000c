using System.Collections.Immutable;
using Passthrough.Guests;
using Passthrough.Guests.Qemu;
using Passthrough.Host;

namespace Passthrough.Planning.UsbSwitches;

/// <summary>The files by which systemd has the switch and the hotkeys (systemd.socket(5), systemd.service(5), systemd.unit(5)).</summary>
public static class UsbSwitchUnits
{
    /// <summary>The socket at which the switch is asked.</summary>
    public const string Socket = "passthrough-switch.socket";

    /// <summary>What answers there.</summary>
    public const string Service = "passthrough-switch.service";

    /// <summary>What listens to keyboards in a person's session.</summary>
    public const string Hotkeys = "passthrough-hotkeys.service";

    private const string Heading = "# Written by passthrough; 'passthrough usb setup --undo' takes it away.";

    /// <summary>The machine's own paths of all files.</summary>
    public static ImmutableArray<string> Paths { get; } = [SocketPath, ServicePath, SocketDropInPath, HotkeysPath, HotkeysDropInPath];

    internal static string SocketPath => HostRoots.Live.Etc($"systemd/system/{Socket}");

    internal static string ServicePath => HostRoots.Live.Etc($"systemd/system/{Service}");

    internal static string SocketDropInPath => HostRoots.Live.Etc("systemd/system/sockets.target.d/passthrough.conf");

    internal static string HotkeysPath => HostRoots.Live.Etc($"systemd/user/{Hotkeys}");

    internal static string HotkeysDropInPath => HostRoots.Live.Etc("systemd/user/default.target.d/passthrough.conf");

    /// <summary>Everybody may connect, QEMU's user too; the server judges who it is by what the kernel says.</summary>
    internal static string SocketText { get; } =
        $"""
        {Heading}
        [Unit]
        Description=Where passthrough is asked to swap USB devices

        [Socket]
        ListenStream={SwitchPort.Socket}
        SocketMode=0666
        RemoveOnStop=yes

        """;

    /// <summary>The drop-in by which a target has a unit.</summary>
    /// <param name="unit">The unit.</param>
    internal static string DropInText(string unit) =>
        $"""
        {Heading}
        [Unit]
        Wants={unit}

        """;

    /// <summary>The server. Drivers and nodes of devices are its work, so that neither /sys nor /dev is closed to it.</summary>
    /// <param name="program">The path of this program.</param>
    internal static string ServiceText(string program) =>
        $"""
        {Heading}
        [Unit]
        Description=Swap USB devices between host and guests

        [Service]
        Type=exec
        ExecStart={UnitText.Word(program)} usb serve
        StandardInput=socket
        StandardOutput=journal
        StandardError=journal
        NoNewPrivileges=yes
        ProtectSystem=full
        PrivateTmp=yes
        RestrictAddressFamilies=AF_UNIX

        """;

    /// <summary>The listener; not for users who may read no keyboard.</summary>
    /// <param name="program">The path of this program.</param>
    internal static string HotkeysText(string program) =>
        $"""
        {Heading}
        [Unit]
        Description=Swap USB devices by the hotkeys of passthrough.yaml
        ConditionGroup=input

        [Service]
        ExecStart={UnitText.Word(program)} usb hotkeys
        Restart=on-failure
        RestartSec=5
        NoNewPrivileges=yes

        """;
}
