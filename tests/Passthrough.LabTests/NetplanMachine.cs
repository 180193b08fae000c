namespace Passthrough.LabTests;

/// <summary>Of these one whose configuration netplan writes for systemd-networkd: an address by DHCP, and a name server in a list.</summary>
public sealed class NetplanMachine(LabWorkshop workshop) : WiredMachine(workshop)
{
    public override Task OnlineAsync() => OutputAsync("/lib/systemd/systemd-networkd-wait-online --ipv4 --timeout=120");

    protected override Task ConfigureAsync() => OutputAsync(
        // Packages that need others set up before they are unpacked (python3) come in the order of their names.
        "dpkg --force-depends --unpack /usr/share/passthrough-rehearsal/packages/netplan.io/*.deb && dpkg --configure --pending && mkdir -p /etc/netplan && "
        + $"printf 'network:\\n  version: 2\\n  renderer: networkd\\n  ethernets:\\n    {Nic}:\\n      # The office.\\n      dhcp4: true\\n      nameservers:\\n        addresses: [10.0.2.3]\\n' > /etc/netplan/01-netcfg.yaml && "
        + "chmod 600 /etc/netplan/01-netcfg.yaml && netplan generate && systemctl unmask systemd-networkd.service && systemctl enable --now systemd-networkd.service");
}
