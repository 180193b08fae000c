using Passthrough.Rehearsal.VirtualPc;

namespace Passthrough.LabTests;

/// <summary>A machine with two processors and two equal cards, of which one has been isolated, with devices and disks to spare, with memory and CPUs set aside for a guest, and with a user who may run guests; it has booted with the change.</summary>
public sealed class IsolatedMachine(LabWorkshop workshop) : LabMachine(workshop, new VirtualPcLayout(HasTwin: true, HasTwoSockets: true, HasSpares: true))
{
    /// <summary>A node that guests are let open; that it is there makes no difference to the settings.</summary>
    public const string Keyboard = "/dev/input/by-id/usb-Lab_Keyboard-event-kbd";

    /// <summary>The command that made the change.</summary>
    public const string ApplyAll = $"{Apply} --hugepages 64M --hugepages-node 1 --hugepages-overcommit 32M --isolate-cpus 2-3 --user jan --memlock 256M --default-network --forwarding --evdev {Keyboard} --looking-glass 1920x1080";

    // A network that libvirt makes no bridge for, because the PC's kernel has no such module; the interface that it names has to be there.
    private const string Network = "<network><name>default</name><forward mode='bridge'/><bridge name='lo'/></network>";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        (await RunAsync($"useradd -m -s /bin/bash jan && echo \"{Network}\" > /root/default.xml && virsh net-undefine default && virsh net-define /root/default.xml")).Expect();
        ManifestAtFirst = await ManifestAsync();
        (await RunAsync(ApplyAll)).Expect();
        await RebootIntoTrialAsync();
    }

    /// <summary>A manifest without what the system's own tools leave of each change, as they do when a person runs them: gpasswd the lists before it, libvirt the folder of its links.</summary>
    /// <param name="manifest">The manifest.</param>
    public static string WithoutTraces(string manifest) => string.Join(
        '\n', manifest.Split('\n').Where(line => !line.Contains("/etc/group-", StringComparison.Ordinal) && !line.Contains("/etc/gshadow-", StringComparison.Ordinal) && !line.Contains("/etc/libvirt/qemu/networks/autostart ", StringComparison.Ordinal)));

    /// <summary>The address of the card's twin, which stays with the host.</summary>
    public Task<string> TwinAsync() => OutputAsync($"basename $(grep -l 0x5159 /sys/bus/pci/devices/*/device | grep -v {Card} | xargs dirname)");
}
