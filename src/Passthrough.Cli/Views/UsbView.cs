using System.Collections.Immutable;
using Passthrough.Host.Usb;
using Passthrough.Readiness;
using Spectre.Console;

namespace Passthrough.Cli.Views;

/// <summary>The port map: each controller with its sockets and what is plugged in.</summary>
internal static class UsbView
{
    /// <summary>The map as lines of markup.</summary>
    /// <param name="maps">The controllers.</param>
    /// <param name="usb">The machine's USB.</param>
    /// <param name="isAll">True to show ports that the board does not use.</param>
    /// <param name="width">Columns.</param>
    public static IEnumerable<string> Lines(ImmutableArray<UsbControllerMap> maps, UsbFacts usb, bool isAll, int width)
    {
        if (maps.IsEmpty)
        {
            yield return "No USB controllers.";
        }

        foreach (var (map, index) in maps.Select((map, index) => (map, index)))
        {
            if (index > 0)
            {
                yield return "";
            }

            yield return $"[bold]{Escape(map.Controller.Name)}[/]{Escape(TextLayout.Cut($"  {Title(map)}", Math.Max(0, width - map.Controller.Name.Length)))}";
            foreach (var line in Marks(map).SelectMany(mark => TextLayout.Hang("  ", mark, width)))
            {
                yield return Escape(line);
            }

            foreach (var line in TextLayout.Columns([.. Rows(map.Sockets, isAll, "")], width, "  "))
            {
                yield return Escape(line);
            }

            var unwired = isAll ? 0 : Unwired(map.Sockets);
            if (unwired > 0)
            {
                yield return $"  {unwired} more port{(unwired == 1 ? " is" : "s are")} not used by the board (--all shows {(unwired == 1 ? "it" : "them")})";
            }
        }

        ImmutableArray<string> elsewhere = [.. usb.Inputs.Where(input => input.Controller is null).Select(input => $"{Kind(input)}: {input.Name}")];
        if (!elsewhere.IsEmpty)
        {
            yield return "";
            yield return "Not on a USB controller of PCI:";
            foreach (var line in elsewhere)
            {
                yield return Escape(TextLayout.Cut($"  {line}", width));
            }
        }
    }

    /// <summary>One plugging in or out as a plain line.</summary>
    public static string Line(UsbPlugging plugging)
    {
        var ports = string.Join(" + ", plugging.OtherPorts.Prepend(plugging.Port));
        var device = plugging.Device is { } known ? $"{known.Ids} {UsbWords.Name(known)} ({UsbWords.Uses(known)}, {UsbWords.Speed(known.Speed)})" : "a device";
        return TextLayout.Plain($"{(plugging.IsPluggedIn ? "in " : "out")}  controller {plugging.Controller?.ToString() ?? "not on PCI"}  port {ports}  {plugging.DeviceName}  {device}");
    }

    private static string Title(UsbControllerMap map) =>
        $"{(map.Function is { } function ? DeviceWords.Name(function) : "not on PCI")}, {map.Controller.Driver ?? "no driver"}";

    private static IEnumerable<string> Marks(UsbControllerMap map)
    {
        if (map.Function is not null)
        {
            yield return map.IommuGroup is not { } group ? "IOMMU group not known"
                : map.GroupMates.IsEmpty ? $"IOMMU group {group}, alone in it"
                : $"IOMMU group {group}, shared with {string.Join(", ", map.GroupMates)}";
        }

        if (map.Gpu is { } gpu)
        {
            yield return $"part of graphics card {gpu}";
        }

        if (!map.Controller.Companions.IsEmpty)
        {
            yield return $"the same sockets at another speed: {string.Join(", ", map.Controller.Companions)}";
        }

        if (map.HasAllKeyboards || map.HasAllMice)
        {
            yield return $"HAS THE LAST {(map.HasAllKeyboards && map.HasAllMice ? "KEYBOARD AND MOUSE" : map.HasAllKeyboards ? "KEYBOARD" : "MOUSE")} of this machine: {string.Join(", ", map.Inputs.Select(input => $"{input.Name} ({input.UsbDevice})"))}";
        }

        if (map.Controller.Buses.IsEmpty)
        {
            yield return "no USB driver runs it, so its ports are not known";
        }
        else
        {
            yield return $"buses {string.Join(", ", map.Controller.Buses.Select(bus => $"{bus.Number} ({UsbWords.Speed(bus.Speed)}, {bus.PortCount} ports)"))}";
        }
    }

    private static IEnumerable<string[]> Rows(ImmutableArray<UsbSocket> sockets, bool isAll, string indent)
    {
        foreach (var socket in sockets.Where(socket => isAll || !socket.IsUnwired))
        {
            var name = indent + string.Join(" + ", socket.Ports.Select(port => port.Name));
            if (socket.Devices.IsEmpty)
            {
                yield return [name, Wiring(socket), "-"];
            }

            foreach (var (device, index) in socket.Devices.Select((device, index) => (device, index)))
            {
                yield return [index == 0 ? name : "", index == 0 ? Wiring(socket) : "", $"{device.Name} {UsbWords.Name(device)}: {UsbWords.Uses(device)}, {UsbWords.Speed(device.Speed)} [{device.Ids}]"];
            }

            foreach (var row in Rows(socket.Sockets, isAll, indent + "  "))
            {
                yield return row;
            }
        }
    }

    private static string Wiring(UsbSocket socket)
    {
        var place = socket.Ports.Select(port => port.Place).FirstOrDefault(one => one?.Panel is not null);
        var kind = socket.Ports.Any(port => port.TypeC is not null) ? "USB-C" : socket.Ports.Select(port => port.ConnectType).FirstOrDefault(type => type is not null) switch
        {
            "hotplug" => "socket",
            "hardwired" => "built in",
            "not used" => "not used",
            _ => "",
        };
        return string.Join(' ', new[] { place?.Panel ?? "", kind }.Where(word => word.Length > 0));
    }

    private static int Unwired(ImmutableArray<UsbSocket> sockets) => sockets.Sum(socket => (socket.IsUnwired ? 1 : 0) + Unwired(socket.Sockets));

    private static string Kind(HumanInput input) =>
        $"{(input.IsKeyboard && input.IsMouse ? "keyboard and mouse" : input.IsKeyboard ? "keyboard" : "mouse")}{(input.IsBluetooth ? " (Bluetooth)" : "")}";

    private static string Escape(string text) => Markup.Escape(TextLayout.Plain(text));
}
