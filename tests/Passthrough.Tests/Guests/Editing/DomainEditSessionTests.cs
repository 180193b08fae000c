using System.Runtime.InteropServices;
using System.Xml.Linq;
using Passthrough.Failures;
using Passthrough.Guests.Editing;
using Passthrough.Guests.Libvirt;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Guests.Editing;

/// <summary>libvirt itself, with its test driver.</summary>
public class DomainEditSessionTests
{
    // The state of this one is shared by all connections of a process.
    private const string SharedUri = "test:///default";

    // Everything of which the order is known here, in no order.
    private const string Jumbled = """
        <domain type='test'><name>zz</name><memory unit='MiB'>8192</memory><vcpu>4</vcpu><iothreads>1</iothreads><title>t</title><description>d</description>
        <memoryBacking><locked/><nosharepages/><hugepages><page size='1' unit='G'/></hugepages><access mode='shared'/><source type='memfd'/></memoryBacking>
        <features><ioapic driver='kvm'/><vmport state='off'/><kvm><hidden state='on'/></kvm><hyperv><vendor_id state='on' value='abc'/><relaxed state='on'/></hyperv><apic/><acpi/><smm state='on'/><pae/></features>
        <cpu mode='host-passthrough'><feature policy='require' name='topoext'/><cache mode='passthrough'/><topology sockets='1' cores='2' threads='2'/></cpu>
        <cputune><emulatorpin cpuset='0'/><vcpupin vcpu='0' cpuset='1'/><iothreadpin iothread='1' cpuset='0'/><shares>2</shares></cputune>
        <clock offset='utc'/><os><boot dev='hd'/><type arch='x86_64' machine='q35'>hvm</type></os><pm><suspend-to-mem enabled='no'/></pm><seclabel type='none'/>
        <devices><shmem name='looking-glass'><size unit='M'>32</size><model type='ivshmem-plain'/></shmem><rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
        <watchdog model='i6300esb'/><memballoon model='none'/><hub type='usb'/><redirdev bus='usb' type='spicevmc'/><redirfilter><usbdev allow='no'/></redirfilter>
        <hostdev mode='subsystem' type='pci'><address type='pci' bus='1'/><rom bar='off'/><alias name='ua-x'/><source><address bus='1'/></source><driver name='vfio'/></hostdev>
        <video><model type='qxl'/></video><audio id='1' type='spice'/><sound model='ich9'/><graphics type='spice' autoport='yes'/><tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>
        <input type='tablet' bus='usb'/><channel type='spicevmc'><target type='virtio' name='com.redhat.spice.0'/></channel><console type='pty'/><parallel type='pty'/><serial type='pty'/><smartcard mode='host'/>
        <interface type='user'/><filesystem type='mount'><source dir='/a'/><target dir='b'/></filesystem><controller type='usb' model='qemu-xhci'/>
        <disk type='file' device='disk'><source file='/x'/><target dev='vda' bus='virtio'/></disk><emulator>/usr/bin/qemu-system-x86_64</emulator><panic model='isa'/><vsock><cid auto='yes'/></vsock><iommu model='intel'/></devices></domain>
        """;

    [Fact]
    public void A_domain_of_libvirts_is_edited_for_its_next_start()
    {
        RequireLibrary();
        using var machine = new ScratchMachine();
        using var connection = LibvirtConnection.Open(SharedUri);
        connection.DefineXml("<domain type='test'><name>one</name><memory unit='GiB'>1</memory><os><type>hvm</type></os><devices><graphics type='vnc' passwd='secret'/></devices></domain>");
        connection.Create("one");
        var session = new DomainEditSession(machine.Roots, SharedUri);
        var request = new DomainEditRequest { MemoryMiB = 2048, HidesKvm = true };
        var before = connection.XmlDesc("one");

        Assert.False(session.EditDefined("one", request, TestGuests.Host(), isDryRun: true).IsWritten);
        Assert.Equal(before, connection.XmlDesc("one"));
        var edit = session.EditDefined("one", request, TestGuests.Host(), isDryRun: false);
        Assert.Equal((true, true), (edit.IsWritten, edit.IsRunning));
        var after = DomainText.Parse("one", connection.XmlDesc("one", withSecrets: true)!);
        Assert.Equal("2097152", after.Root.Find("memory")!.Value);
        Assert.Equal("on", DomainNodes.Find(after, "features/kvm/hidden")!["state"]);
        Assert.Equal("secret", DomainNodes.Find(after, "devices/graphics")!["passwd"]);
        Assert.Equal("", session.EditDefined("one", request, TestGuests.Host(), isDryRun: false).Diff);
        connection.Destroy("one");
        connection.Undefine("one");
        Assert.Equal("it has test", Assert.Throws<NotFoundException>(() => session.EditDefined("two", request, TestGuests.Host(), isDryRun: false)).NextStep);
    }

    [Fact]
    public void Elements_stand_in_the_order_in_which_libvirt_writes_them()
    {
        RequireLibrary();
        using var connection = LibvirtConnection.Open(SharedUri);
        connection.DefineXml(Jumbled);
        var written = DomainText.Parse("zz", connection.XmlDesc("zz")!);
        connection.Undefine("zz");
        var made = Rebuilt(XElement.Parse(Jumbled));
        Assert.All(made.Root.Walk().Where(element => !element.Elements.IsEmpty), element =>
        {
            var other = element == made.Root ? written.Root : DomainNodes.Find(written, PersonEdit.WayOf(element))!;
            Assert.Equal(Names(other, element), Names(element, other));
        });
    }

    // The names that both hold.
    private static string Names(DomainElement element, DomainElement other) =>
        string.Join(' ', element.Elements.Select(child => child.Name.LocalName).Distinct().Where(name => other.Find(name) is not null));

    private static DomainText Rebuilt(XElement tree)
    {
        var text = DomainText.Parse("zz", "<domain/>");
        return Fill(text, DomainPath.Root, tree);
    }

    private static DomainText Fill(DomainText text, DomainPath path, XElement tree)
    {
        foreach (var child in tree.Elements())
        {
            text = text.Insert(path.In(text), new XElement(child.Name));
            var place = path.In(text).Elements.ToList().FindLastIndex(element => element.Name == child.Name);
            text = Fill(text, path.To(place), child);
        }

        return text;
    }

    private static void RequireLibrary() => Assert.SkipUnless(NativeLibrary.TryLoad("libvirt.so.0", out _), "libvirt.so.0 is not installed");
}
