using Passthrough.Rehearsal.VirtualPc;

namespace Passthrough.LabTests;

/// <summary>A machine whose network card is in a network with a gateway and DHCP.</summary>
public abstract class WiredMachine(LabWorkshop workshop) : LabMachine(workshop, new VirtualPcLayout(HasNetwork: true))
{
    /// <summary>The gateway in QEMU's network.</summary>
    public const string Gateway = "10.0.2.2";

    /// <summary>The network card.</summary>
    public string Nic { get; private set; } = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Nic = await OutputAsync("ls -d /sys/class/net/*/device | cut -d/ -f5");
        await ConfigureAsync();
        await OnlineAsync();
        ManifestAtFirst = await ManifestAsync();
    }

    /// <summary>Waits until the machine is in its network.</summary>
    public abstract Task OnlineAsync();

    /// <summary>The IPv4 address of an interface; empty when it has none.</summary>
    public Task<string> AddressAsync(string device) => OutputAsync($"ip -4 -o address show dev {device} | awk '{{print $4}}'");

    /// <summary>The gateway and the interface of the default route.</summary>
    public Task<string> DefaultRouteAsync() => OutputAsync("ip -4 route show default | awk '{print $3, $5}'");

    /// <summary>The machine's manager gets to work on the card.</summary>
    protected abstract Task ConfigureAsync();
}
