namespace Passthrough.Tests.Changes;

/// <summary>Gives a machine in a folder a wired interface <c>enp3s0</c> that leads to 192.168.1.1, and what configures it.</summary>
internal static class WiredHost
{
    public const string Nic = "enp3s0";
    public const string NetworkFile = "[Match]\nName=en*\n\n[Network]\nDHCP=ipv4\nDNS=192.168.1.53\n\n[Route]\nDestination=10.0.0.0/8\nGateway=192.168.1.254\n\n[Link]\nMTUBytes=1400\nMACAddress=52:54:00:aa:bb:cc\n";
    public const string Profile = "[connection]\nid=Wired connection 1\nuuid=4e4ca3f6-0000-4000-8000-000000000001\ntype=ethernet\nautoconnect-priority=-999\nzone=home\ninterface-name=enp3s0\n\n[ethernet]\nmtu=1400\n\n[ipv4]\nmethod=manual\naddress1=192.168.1.7/24,192.168.1.1\ndns=192.168.1.53;\n\n[ipv6]\naddr-gen-mode=stable-privacy\nmethod=auto\n";

    public const string Interfaces = "# The loopback.\nsource interfaces.d/*\n\nauto lo\niface lo inet loopback\n\nallow-hotplug enp3s0\niface enp3s0 inet dhcp\n# This is an autoconfigured IPv6 interface\niface enp3s0 inet6 auto\n";

    public const string NetplanFile = "network:\n  version: 2\n  renderer: networkd\n  ethernets:\n    enp3s0:\n      dhcp4: true\n";

    public static ScratchHost Bare()
    {
        var host = new ScratchHost();
        Interface(host, Nic, 3, "devices/pci0000:00/0000:00:1c.0/0000:03:00.0/net");
        host.Write($"sys/class/net/{Nic}/address", "52:54:00:12:34:56\n");
        host.Write($"sys/class/net/{Nic}/carrier", "1\n");
        LeadsOutThrough(host, Nic);
        Directory.CreateDirectory(host.Roots.Run("systemd/system"));
        return host;
    }

    public static ScratchHost Networkd(string networkFile = NetworkFile, string fileName = "20-wired.network")
    {
        var host = Bare();
        host.Write("run/systemd/netif/links/3", $"# This is private data. Do not parse.\nADMIN_STATE=configured\nNETWORK_FILE=/etc/systemd/network/{fileName}\n");
        host.Write("run/systemd/netif/leases/3", "ADDRESS=192.168.1.7\nCLIENTID=ffb6220feb00020000ab11\n");
        host.Write($"etc/systemd/network/{fileName}", networkFile);
        return host;
    }

    public static ScratchHost NetworkManager(string profile = Profile, string place = "etc/NetworkManager/system-connections/Wired connection 1.nmconnection")
    {
        var host = Bare();
        host.Write("run/NetworkManager/devices/3", "[device]\nmanaged=true\nconnection-uuid=4e4ca3f6-0000-4000-8000-000000000001\n");
        Directory.CreateDirectory(host.Roots.Etc("NetworkManager/system-connections"));
        host.Write(place, profile);
        return host;
    }

    public static ScratchHost Ifupdown(string interfaces = Interfaces)
    {
        var host = Bare();
        host.Write("etc/network/interfaces", interfaces);
        host.Write("etc/network/if-pre-up.d/bridge", "#!/bin/sh\n");
        host.Write("run/network/ifstate", "lo=lo\nenp3s0=enp3s0\n");
        host.Write("etc/dhcp/dhclient.conf", "option rfc3442-classless-static-routes code 121 = array of unsigned integer 8;\n#send dhcp-client-identifier 1:0:a0:24:ab:fb:9c;\nsend host-name = gethostname();\n");
        host.Write("var/lib/dhcp/dhclient.enp3s0.leases", "default-duid \"\\000\\001\\000\\001-X\\022\\337RT\\000\\0224V\";\nlease {\n  interface \"enp3s0\";\n}\n");
        return host;
    }

    public static ScratchHost NetplanNetworkd(string text = NetplanFile, string fileName = "01-netcfg.yaml", string id = Nic)
    {
        var host = Bare();
        host.Write("run/systemd/netif/links/3", $"ADMIN_STATE=configured\nNETWORK_FILE=/run/systemd/network/10-netplan-{id}.network\n");
        host.Write("run/systemd/netif/leases/3", "ADDRESS=192.168.1.7\nCLIENTID=ffb6220feb00020000ab11\n");
        host.Write($"run/systemd/network/10-netplan-{id}.network", $"[Match]\nName={Nic}\n\n[Network]\nDHCP=ipv4\nLinkLocalAddressing=ipv6\n");
        host.Write($"etc/netplan/{fileName}", text);
        return host;
    }

    public static ScratchHost NetplanNetworkManager(string text = NetplanFile)
    {
        var host = NetworkManager(place: $"run/NetworkManager/system-connections/netplan-{Nic}.nmconnection");
        host.Write("etc/netplan/01-netcfg.yaml", text);
        return host;
    }

    public static void Interface(ScratchHost host, string name, int index, string place = "devices/virtual/net", string deviceType = "")
    {
        host.Write($"sys/{place}/{name}/type", "1\n");
        host.Write($"sys/{place}/{name}/ifindex", $"{index}\n");
        host.Write($"sys/{place}/{name}/uevent", deviceType.Length == 0 ? "" : $"DEVTYPE={deviceType}\n");
        Directory.CreateDirectory(host.Roots.Sys("class/net"));
        Directory.CreateSymbolicLink(host.Roots.Sys($"class/net/{name}"), $"../../{place}/{name}");
    }

    public static void Link(ScratchHost host, string link, string target) => File.CreateSymbolicLink(host.Roots.Locate(link), target);

    /// <summary>What a bridge that works shows.</summary>
    public static void Bridged(ScratchHost host)
    {
        Interface(host, "br0", 9, deviceType: "bridge");
        Link(host, $"sys/class/net/{Nic}/master", "../../../../../virtual/net/br0");
        LeadsOutThrough(host, "br0");
    }

    public static void LeadsOutThrough(ScratchHost host, string device) =>
        host.Write("proc/net/route", $"Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n{device}\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\n");
}
