namespace Passthrough.LabTests;

/// <summary>Of these one that systemd-networkd configures.</summary>
public sealed class NetworkdMachine(LabWorkshop workshop) : WiredMachine(workshop)
{
    public override Task OnlineAsync() => OutputAsync("/lib/systemd/systemd-networkd-wait-online --ipv4 --timeout=120");

    protected override Task ConfigureAsync() => OutputAsync(
        $"printf '[Match]\\nName={Nic}\\n\\n[Network]\\nDHCP=ipv4\\n' > /etc/systemd/network/20-wired.network && systemctl unmask systemd-networkd.service && systemctl enable --now systemd-networkd.service");
}
