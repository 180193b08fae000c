namespace Passthrough.LabTests;

/// <summary>Of these one that NetworkManager configures, by the connection that it makes up for a card that nobody gave one.</summary>
public sealed class NetworkManagerMachine(LabWorkshop workshop) : WiredMachine(workshop)
{
    public override Task OnlineAsync() => OutputAsync("nm-online --quiet --timeout=120");

    protected override Task ConfigureAsync() => OutputAsync("dpkg --install /usr/share/passthrough-rehearsal/packages/network-manager/*.deb && systemctl start NetworkManager");
}
