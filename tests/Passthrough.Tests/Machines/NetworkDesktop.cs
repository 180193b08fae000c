namespace Passthrough.Tests.Machines;

/// <summary>A machine with every kind of interface and every manager.</summary>
internal static class NetworkDesktop
{
    public static ScratchMachine Bridged() => new ScratchMachine()
        .Net("/devices/virtual/net/lo", 1, "", 772)
        .Net("/devices/pci0000:00/0000:00:1c.0/0000:02:00.0/net/wlp2s0", 2, "wlan")
        .Net("/devices/pci0000:00/0000:00:1c.1/0000:03:00.0/net/enp3s0", 3)
        .File("/sys/class/net/enp3s0/speed", "2500\n").File("/sys/class/net/enp3s0/carrier", "1\n").Link("/sys/class/net/enp3s0/master", "../../../../../virtual/net/br0")
        .Folder("/sys/bus/pci/drivers/igc").Link("/sys/class/net/enp3s0/device/driver", "../../../../../../bus/pci/drivers/igc")
        .Net("/devices/pci0000:00/0000:00:1c.2/0000:04:00.0/net/enp4s0", 4).File("/sys/class/net/enp4s0/carrier", "0\n")
        .Net("/devices/virtual/net/br0", 5, "bridge").File("/sys/class/net/br0/brif/enp3s0")
        .Net("/devices/virtual/net/virbr0", 6, "bridge").Net("/devices/virtual/net/docker0", 7, "bridge")
        .Net("/devices/virtual/net/vnet0", 8).File("/sys/class/net/vnet0/tun_flags", "0x1002\n")
        .File("/proc/net/route", "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\nbr0\t00000000\t0100A8C0\t0003\t0\t0\t0\t00000000\n")
        .File("/proc/sys/net/bridge/bridge-nf-call-iptables", "1\n").File("/proc/sys/net/ipv4/ip_forward", "1\n")
        .File("/run/NetworkManager/devices/2", "[device]\nmanaged=true\nconnection-uuid=1\n").File("/run/NetworkManager/devices/3", "[device]\nmanaged=false\n")
        .File("/run/systemd/netif/links/5", "# This is private data. Do not parse.\nADMIN_STATE=configured\nOPER_STATE=routable\n").File("/run/systemd/netif/links/2", "ADMIN_STATE=unmanaged\n")
        .File("/etc/network/interfaces", "auto lo\niface lo inet loopback\nsource interfaces.d/*\n").File("/etc/network/interfaces.d/card", "iface enp4s0 inet dhcp\n")
        .File("/etc/netplan/01-all.yaml", "network: {}\n")
        .File("/etc/libvirt/qemu/networks/default.xml", "<network><name>default</name><uuid>1</uuid><forward mode='nat'/><bridge name='virbr0'/><mac address='52:54:00:00:00:01'/></network>")
        .Link("/etc/libvirt/qemu/networks/autostart/default.xml", "/etc/libvirt/qemu/networks/default.xml")
        .File("/etc/libvirt/qemu/networks/lab.xml", "<!-- made by virsh --><network><name>lab</name></network>")
        .File("/run/libvirt/network/default.xml", "<networkstatus><class_id bitmap='0-2'/><network><name>default</name><forward mode='nat'/><bridge name='virbr0'/></network></networkstatus>");

    private static ScratchMachine Net(this ScratchMachine machine, string place, int index, string deviceType = "", int type = 1)
    {
        var name = place[(place.LastIndexOf('/') + 1)..];
        return machine.File($"/sys{place}/type", $"{type}\n").File($"/sys{place}/ifindex", $"{index}\n").File($"/sys{place}/operstate", "up\n").File($"/sys{place}/mtu", "1500\n")
            .File($"/sys{place}/uevent", deviceType.Length == 0 ? $"INTERFACE={name}\n" : $"DEVTYPE={deviceType}\nINTERFACE={name}\n").Link($"/sys/class/net/{name}", $"../..{place}");
    }
}
