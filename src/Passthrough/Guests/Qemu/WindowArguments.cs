using System.Globalization;
using Passthrough.Guests.Display;
using Passthrough.Guests.Input;
using Passthrough.Guests.Sound;
using Passthrough.Host;
using Passthrough.Host.Virtualization;
using static Passthrough.Guests.Qemu.OptionText;

namespace Passthrough.Guests.Qemu;

/// <summary>What is seen, heard and typed beside the card.</summary>
internal static class WindowArguments
{
    private const string SoundName = "audio1";
    private const int RedirectedDevices = 2;

    // docs/about/deprecated.rst of QEMU: "reconnect" counts seconds, and goes.
    private static readonly ToolVersion WithMilliseconds = new(9, 2);

    /// <summary>The arguments.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="paths">Its files.</param>
    /// <param name="host">The machine: decides how its QEMU says things.</param>
    public static IEnumerable<string> Of(GuestSpec guest, GuestPaths paths, HostFacts host) =>
    [
        .. SpiceOf(guest, paths),
        .. ChannelsOf(guest, paths, host),
        .. InputOf(guest),
        .. SoundOf(guest),
    ];

    private static IEnumerable<string> SpiceOf(GuestSpec guest, GuestPaths paths)
    {
        if (guest.Display != EmulatedDisplay.None)
        {
            yield return "-spice";
            yield return Join("unix=on", "addr=" + Value(paths.Spice), "disable-ticketing=on", "image-compression=off", "seamless-migration=off");
        }

        if (guest.Display == EmulatedDisplay.Spice)
        {
            yield return "-device";
            yield return "qxl-vga,bus=" + QemuArguments.RootBus(guest);
            for (var index = 0; index < RedirectedDevices; index++)
            {
                var name = "redirection" + index.ToString(CultureInfo.InvariantCulture);
                yield return "-chardev";
                yield return $"spicevmc,id={name},name=usbredir";
                yield return "-device";
                yield return $"usb-redir,bus=usb.0,chardev={name}";
            }
        }
    }

    private static IEnumerable<string> ChannelsOf(GuestSpec guest, GuestPaths paths, HostFacts host)
    {
        if (!guest.HasGuestAgent && guest.Display == EmulatedDisplay.None && !guest.HasSwitchPort)
        {
            yield break;
        }

        yield return "-device";
        yield return "virtio-serial-pci,id=channels,bus=" + QemuArguments.RootBus(guest);
        if (guest.HasGuestAgent)
        {
            yield return "-chardev";
            yield return Join("socket", "id=agent", "path=" + Value(paths.Agent), "server=on", "wait=off");
            yield return "-device";
            yield return "virtserialport,bus=channels.0,nr=1,chardev=agent,name=org.qemu.guest_agent.0";
        }

        if (guest.Display != EmulatedDisplay.None)
        {
            yield return "-chardev";
            yield return "spicevmc,id=spice-agent,name=vdagent";
            yield return "-device";
            yield return "virtserialport,bus=channels.0,nr=2,chardev=spice-agent,name=com.redhat.spice.0";
        }

        if (guest.HasSwitchPort)
        {
            yield return "-chardev";
            yield return Join("socket", "id=switch", "path=" + Value(SwitchPort.Socket), Reconnect(host));
            yield return "-device";
            yield return $"virtserialport,bus=channels.0,nr=3,chardev=switch,name={SwitchPort.Name}";
        }
    }

    private static string Reconnect(HostFacts host) => ToolVersion.Parse(host.Virtualization.QemuVersion) >= WithMilliseconds
        ? string.Create(CultureInfo.InvariantCulture, $"reconnect-ms={SwitchPort.ReconnectSeconds * 1000}")
        : string.Create(CultureInfo.InvariantCulture, $"reconnect={SwitchPort.ReconnectSeconds}");

    private static IEnumerable<string> InputOf(GuestSpec guest)
    {
        var input = guest.Input;
        for (var index = 0; index < input.Evdev.Length; index++)
        {
            var device = input.Evdev[index];
            yield return "-object";
            yield return Join(
                "input-linux",
                "id=input" + index.ToString(CultureInfo.InvariantCulture),
                "evdev=" + Value(EvdevProxy.OpenedPath(guest, device)),
                device.IsKeyboard ? "grab_all=on,repeat=on" : null,
                device.IsKeyboard ? "grab-toggle=" + EnumWord.Of(input.Toggle) : null);
        }

        foreach (var driver in (string?[])[input.HasVirtio ? "virtio-keyboard-pci" : null, input.HasVirtio ? "virtio-mouse-pci" : null])
        {
            if (driver is not null)
            {
                yield return "-device";
                yield return $"{driver},bus={QemuArguments.RootBus(guest)}";
            }
        }

        if (input.HasTablet)
        {
            yield return "-device";
            yield return "usb-tablet,bus=usb.0";
        }
    }

    private static IEnumerable<string> SoundOf(GuestSpec guest)
    {
        if (!guest.Sound.HasCard)
        {
            yield break;
        }

        yield return "-audiodev";
        yield return guest.Sound.Backend switch
        {
            SoundBackend.PipeWire => "pipewire,id=" + SoundName,
            SoundBackend.PulseAudio => Join("pa", "id=" + SoundName, "server=" + Value($"unix:{guest.Sound.RuntimeFolder}/pulse/native")),
            SoundBackend.Jack => "jack,id=" + SoundName,
            _ => "spice,id=" + SoundName,
        };
        yield return "-device";
        yield return "ich9-intel-hda,id=sound,bus=" + QemuArguments.RootBus(guest);
        yield return "-device";
        yield return $"hda-duplex,bus=sound.0,cad=0,audiodev={SoundName}";
    }
}
