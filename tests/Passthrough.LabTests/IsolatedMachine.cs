using Passthrough.Rehearsal.VirtualPc;

namespace Passthrough.LabTests;

/// <summary>A machine with two processors and two equal cards, of which one has been isolated, with memory and CPUs set aside for a guest; it has booted with the change.</summary>
public sealed class IsolatedMachine(LabWorkshop workshop) : LabMachine(workshop, new VirtualPcLayout(HasTwin: true, HasTwoSockets: true))
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        (await RunAsync($"{Apply} --hugepages 64M --hugepages-node 1 --hugepages-overcommit 32M --isolate-cpus 2-3")).Expect();
        await RebootAsync();
    }

    /// <summary>The address of the card's twin, which stays with the host.</summary>
    public Task<string> TwinAsync() => OutputAsync($"basename $(grep -l 0x5159 /sys/bus/pci/devices/*/device | grep -v {Card} | xargs dirname)");
}
