namespace Passthrough.LabTests;

/// <summary>Of these one that ifupdown configures, as Debian's installer leaves it: by DHCP, when the card is found.</summary>
public sealed class IfupdownMachine(LabWorkshop workshop) : WiredMachine(workshop)
{
    public override Task OnlineAsync() => OutputAsync("timeout 120 sh -c 'until ip -4 route show default | grep -q via; do sleep 1; done'");

    protected override Task ConfigureAsync() => OutputAsync(
        "dpkg --install /usr/share/passthrough-rehearsal/packages/ifupdown/*.deb && "
        + $"printf 'source /etc/network/interfaces.d/*\\n\\nauto lo\\niface lo inet loopback\\n\\nallow-hotplug {Nic}\\niface {Nic} inet dhcp\\n' > /etc/network/interfaces && ifup {Nic}");
}
