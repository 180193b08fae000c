using Passthrough.Rehearsal.VirtualPc;

namespace Passthrough.LabTests;

/// <summary>A machine whose network card is in a network with a gateway, by DHCP, as systemd-networkd configures it.</summary>
public sealed class NetworkedMachine(LabWorkshop workshop) : LabMachine(workshop, new VirtualPcLayout(HasNetwork: true))
{
    /// <summary>The gateway in QEMU's network.</summary>
    public const string Gateway = "10.0.2.2";

    /// <summary>The network card.</summary>
    public string Nic { get; private set; } = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Nic = await OutputAsync("basename $(dirname $(readlink -f /sys/class/net/*/device | xargs -I{} find {}/net -mindepth 1 -maxdepth 1 -printf '%p/x\\n'))");
        await OutputAsync($"printf '[Match]\\nName={Nic}\\n\\n[Network]\\nDHCP=yes\\n' > /etc/systemd/network/20-wired.network");
        await OutputAsync("systemctl unmask --now systemd-networkd.service && systemctl start systemd-networkd");
        await OnlineAsync();
        ManifestAtFirst = await ManifestAsync();
    }

    /// <summary>Waits until systemd-networkd has the machine in its network.</summary>
    public Task OnlineAsync() => OutputAsync("/lib/systemd/systemd-networkd-wait-online --ipv4 --timeout=120");

    /// <summary>The IPv4 address of an interface; empty when it has none.</summary>
    public Task<string> AddressAsync(string device) => OutputAsync($"ip -4 -o address show dev {device} | awk '{{print $4}}'");

    /// <summary>The default route.</summary>
    public Task<string> DefaultRouteAsync() => OutputAsync("ip -4 route show default | awk '{print $3, $5}'");
}
