using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Host.Reading;
using Passthrough.Host.Storage;

namespace Passthrough.Host.Network;

/// <summary>Reads <c>/sys/class/net</c> and who configures what is there.</summary>
public static class NetworkReader
{
    private const int LoopbackType = 772;
    private const int EthernetType = 1;

    /// <summary>Everything about the network.</summary>
    /// <param name="reader">The machine.</param>
    public static NetworkFacts Read(MachineReader reader)
    {
        var roots = reader.Roots;
        var networks = ReadLibvirt(reader);
        var ifupdown = ReadIfupdown(reader);
        return new NetworkFacts(
            [.. ReadInterfaces(reader).Select(device => device with { Managers = [.. Managers(reader, device, ifupdown, networks ?? [])] })],
            networks,
            reader.Exists(roots.Run("NetworkManager")),
            reader.Exists(roots.Run("systemd/netif/links")),
            [
                .. (reader.List(roots.Etc("netplan")) ?? [])
                    .Where(name => name.EndsWith(".yaml", StringComparison.Ordinal))
                    .Select(name => roots.NameOf(roots.Etc($"netplan/{name}"))),
            ],
            Flag(reader.ReadLine(roots.Proc("sys/net/bridge/bridge-nf-call-iptables"))),
            LibvirtFirewall(reader.ReadText(roots.Etc("libvirt/network.conf"))),
            Flag(reader.ReadLine(roots.Proc("sys/net/ipv4/ip_forward"))))
        {
            AreDefinitionsClosed = AreDefinitionsClosed(reader),
        };
    }

    /// <summary>The interfaces alone, ordered by name, without who configures them.</summary>
    /// <param name="reader">The machine.</param>
    public static ImmutableArray<NetworkInterface> ReadInterfaces(MachineReader reader)
    {
        var roots = reader.Roots;
        var defaults = RouteTables.DefaultInterfaces(reader.ReadText(roots.Proc("net/route")), reader.ReadText(roots.Proc("net/ipv6_route")));
        var folder = roots.Sys("class/net");
        return
        [
            .. (reader.List(folder) ?? [])
                .Select(name => ReadInterface(reader, $"{folder}/{name}", name))
                .OfType<NetworkInterface>()
                .Select(device => device with { HasDefaultRoute = defaults.Contains(device.Name, StringComparer.Ordinal) }),
        ];
    }

    /// <summary>True for the names that Docker gives its bridges.</summary>
    /// <param name="name">An interface's name.</param>
    internal static bool IsDockerBridge(string name) =>
        name is "docker0" or "docker_gwbridge" || (name.Length == 15 && name.StartsWith("br-", StringComparison.Ordinal) && name[3..].All(char.IsAsciiHexDigitLower));

    /// <summary>The value of <c>firewall_backend</c>; null when the file does not set it.</summary>
    /// <param name="text"><c>/etc/libvirt/network.conf</c>; null when absent.</param>
    internal static string? LibvirtFirewall(string? text) =>
        (text ?? "").Split('\n').Select(line => line.Split('=', 2)).LastOrDefault(parts => parts.Length == 2 && parts[0].Trim() is "firewall_backend")?[1].Trim().Trim('"') is { Length: > 0 } value ? value : null;

    private static NetworkInterface? ReadInterface(MachineReader reader, string path, string name)
    {
        // bonding_masters and the like are files beside the interfaces.
        if (reader.ReadLink(path) is not { } place)
        {
            return null;
        }

        var lower = (reader.List(path) ?? []).Where(entry => entry.StartsWith("lower_", StringComparison.Ordinal)).Select(entry => entry["lower_".Length..]);
        var kind = ReadKind(reader, path, place);
        return new NetworkInterface
        {
            Name = name,
            Index = Number(reader.ReadLine($"{path}/ifindex")),
            Kind = kind,
            Parent = DevicePlace.Controller(place),
            IsUsb = place.Split('/').Any(part => part.StartsWith("usb", StringComparison.Ordinal) && part.Length > 3 && part[3..].All(char.IsAsciiDigit)),
            Driver = reader.ReadLinkName($"{path}/device/driver"),
            State = reader.ReadLine($"{path}/operstate"),

            // Reading it from an interface that is switched off gives EINVAL, which is an answer and no problem.
            HasCarrier = reader.ReadLineIfGiven($"{path}/carrier") switch { "1" => true, "0" => false, _ => null },
            SpeedMbps = Number(reader.ReadLineIfGiven($"{path}/speed")) is > 0 and var speed ? speed : null,
            Mtu = Number(reader.ReadLine($"{path}/mtu")),
            Master = reader.ReadLinkName($"{path}/master"),
            Lower = [.. (kind == InterfaceKind.Bridge ? reader.List($"{path}/brif") ?? [] : lower).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
    }

    private static InterfaceKind ReadKind(MachineReader reader, string path, string place)
    {
        const string DeviceType = "DEVTYPE=";
        var type = Number(reader.ReadLine($"{path}/type"));
        var named = (reader.ReadText($"{path}/uevent") ?? "").Split('\n').FirstOrDefault(line => line.StartsWith(DeviceType, StringComparison.Ordinal))?[DeviceType.Length..].Trim();
        return named switch
        {
            "bridge" => InterfaceKind.Bridge,
            "bond" or "team" => InterfaceKind.Bond,
            "vlan" => InterfaceKind.Vlan,
            "macvlan" or "macvtap" or "ipvlan" => InterfaceKind.Macvlan,
            "wlan" => InterfaceKind.Wireless,
            "wwan" or "wimax" => InterfaceKind.Modem,
            _ when type == LoopbackType => InterfaceKind.Loopback,
            _ when reader.Exists($"{path}/phy80211") || reader.Exists($"{path}/wireless") => InterfaceKind.Wireless,
            _ when reader.Exists($"{path}/bridge") => InterfaceKind.Bridge,
            _ when reader.Exists($"{path}/bonding") => InterfaceKind.Bond,
            _ when reader.Exists($"{path}/tun_flags") => InterfaceKind.Tap,
            _ when reader.Exists($"{path}/macvtap") => InterfaceKind.Macvlan,
            _ when place.Split('/').Contains("virtual", StringComparer.Ordinal) => InterfaceKind.Virtual,
            _ when type is EthernetType or null => InterfaceKind.Ethernet,
            _ => InterfaceKind.Other,
        };
    }

    private static IEnumerable<InterfaceManager> Managers(MachineReader reader, NetworkInterface device, ImmutableArray<string> ifupdown, ImmutableArray<LibvirtNetwork> networks)
    {
        var roots = reader.Roots;
        if (device.Kind == InterfaceKind.Loopback)
        {
            yield break;
        }

        if (ManagerState.IsManagedByNetworkManager(device.Index is { } index ? reader.ReadText(roots.Run($"NetworkManager/devices/{index}")) : null))
        {
            yield return InterfaceManager.NetworkManager;
        }

        if (ManagerState.IsManagedByNetworkd(device.Index is { } link ? reader.ReadText(roots.Run($"systemd/netif/links/{link}")) : null))
        {
            yield return InterfaceManager.Networkd;
        }

        if (ifupdown.Contains(device.Name, StringComparer.Ordinal))
        {
            yield return InterfaceManager.Ifupdown;
        }

        if (IsLibvirtBridge(device, networks))
        {
            yield return InterfaceManager.Libvirt;
        }

        if (device.Kind == InterfaceKind.Bridge && IsDockerBridge(device.Name))
        {
            yield return InterfaceManager.Docker;
        }
    }

    // The definitions are closed to all but root; virbrN is the name that libvirt itself gives.
    private static bool IsLibvirtBridge(NetworkInterface device, ImmutableArray<LibvirtNetwork> networks) =>
        device.Kind == InterfaceKind.Bridge
        && (networks.Any(network => network.Forward is not "bridge" && string.Equals(network.Bridge, device.Name, StringComparison.Ordinal))
            || (device.Name.StartsWith("virbr", StringComparison.Ordinal) && device.Name.Length > 5 && device.Name[5..].All(char.IsAsciiDigit)));

    private static ImmutableArray<string> ReadIfupdown(MachineReader reader) =>
        [.. IfupdownReader.ReadFiles(reader).Files.SelectMany(file => IfupdownFile.Interfaces(file.Text)).Distinct(StringComparer.Ordinal)];

    /// <summary>What plans rest on: libvirt's networks and forwarding. All else is empty.</summary>
    /// <param name="reader">The machine.</param>
    internal static NetworkFacts ReadForPlans(MachineReader reader) => NetworkFacts.None with
    {
        Libvirt = ReadLibvirt(reader),
        AreDefinitionsClosed = AreDefinitionsClosed(reader),
        IsForwarding = Flag(reader.ReadLine(reader.Roots.Proc("sys/net/ipv4/ip_forward"))),
    };

    private static bool AreDefinitionsClosed(MachineReader reader)
    {
        _ = reader.ListIfAllowed(reader.Roots.Etc("libvirt/qemu/networks"), out var isDenied);
        return isDenied;
    }

    private static ImmutableArray<LibvirtNetwork>? ReadLibvirt(MachineReader reader)
    {
        var roots = reader.Roots;
        var folder = roots.Etc("libvirt/qemu/networks");
        var names = reader.ListIfAllowed(folder, out var isDenied);
        var active = new[] { roots.Run("libvirt/network"), roots.Var("lib/libvirt/network") }
            .SelectMany(path => (reader.ListIfAllowed(path, out _) ?? []).Where(IsXml).Select(name => $"{path}/{name}"))
            .Select(path => reader.ReadText(path))
            .OfType<string>()
            .Select(LibvirtNetwork.Parse)
            .OfType<LibvirtNetwork>()
            .Select(network => network with { IsActive = true })
            .DistinctBy(network => network.Name, StringComparer.Ordinal)
            .ToList();
        if (isDenied && active.Count == 0)
        {
            return null;
        }

        var automatic = reader.ListIfAllowed($"{folder}/autostart", out _) ?? [];
        return
        [
            .. (names ?? [])
                .Where(IsXml)
                .Select(name => reader.ReadText($"{folder}/{name}") is { } xml && LibvirtNetwork.Parse(xml) is { } network
                    ? network with { IsAutomatic = automatic.Contains(name, StringComparer.Ordinal) }
                    : null)
                .OfType<LibvirtNetwork>()
                .Select(network => active.Find(other => string.Equals(other.Name, network.Name, StringComparison.Ordinal)) is { } status
                    ? status with { IsAutomatic = network.IsAutomatic }
                    : network)
                .Concat(active)
                .DistinctBy(network => network.Name, StringComparer.Ordinal)
                .OrderBy(network => network.Name, StringComparer.Ordinal),
        ];
    }

    private static bool IsXml(string name) => name.EndsWith(".xml", StringComparison.Ordinal);

    private static int? Number(string? line) =>
        int.TryParse(line, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static bool? Flag(string? line) => line switch { "1" => true, "0" => false, _ => null };
}
