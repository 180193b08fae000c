using System.Runtime.InteropServices;
using Passthrough.Failures;
using Passthrough.Guests.Import;
using Passthrough.Host;
using Passthrough.Intent;
using Passthrough.Sessions;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Sessions;

/// <summary>Guests of libvirt's test driver, imported into a machine in a folder.</summary>
public sealed class GuestImportSessionTests : IDisposable
{
    private const string Intent = "/etc/passthrough/passthrough.yaml";
    private const string Uuid = "c7a5fdbd-edaf-9455-926a-d65c16db1809";

    // What the test driver takes: its domains are of the type test, which is nothing that QEMU runs.
    private const string Theirs = $"<domain type='test'><name>win11</name><uuid>{Uuid}</uuid><memory unit='GiB'>4</memory><os><type>hvm</type></os></domain>";

    private const string Domain = $"""
        <domain type='kvm'><name>win11</name><uuid>{Uuid}</uuid><memory unit='GiB'>4</memory><vcpu>2</vcpu>
        <os firmware='efi'><type arch='x86_64' machine='q35'>hvm</type></os>
        <devices><disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/srv/win11.qcow2'/><target dev='vda' bus='virtio'/></disk>
        <hostdev mode='subsystem' type='pci' managed='yes'><source><address domain='0x0000' bus='0x01' slot='0x00' function='0x0'/></source></hostdev>
        <hostdev mode='subsystem' type='pci' managed='yes'><source><address domain='0x0000' bus='0x01' slot='0x00' function='0x1'/></source></hostdev></devices></domain>
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("import");

    private readonly ScratchMachine machine = Desktop.Intel(" intel_iommu=on").Board(isIommuOn: true)
        .WithRadeon(group: 14, driver: "vfio-pci", soundDriver: "vfio-pci")
        .Bytes("/srv/win11.qcow2", [0x51, 0x46, 0x49, 0xfb, 0, 0, 0, 3]);

    private HostFacts Host => HostReader.Read(machine.Roots, HostReadScope.Guests);

    public void Dispose()
    {
        machine.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public void A_file_becomes_a_guest_and_a_second_import_is_refused_without_a_change()
    {
        var session = new GuestImportSession(machine.Roots);
        var imported = Read(session, Domain, null);
        session.Add(imported, Host);
        var written = Written();
        var guest = Assert.Single(IntentStore.Read(machine.Roots).Guests);
        Assert.Equal(("win11", Uuid), (guest.Name, guest.Uuid.ToString()));
        Assert.Contains("'win11' already", Assert.Throws<RefusedException>(() => session.Add(Read(session, Domain, null), Host)).Message, StringComparison.Ordinal);
        Assert.Equal(written, Written());
        // Replaced in one step: nothing else is left beside it.
        Assert.Equal([machine.Path(Intent)], Directory.GetFileSystemEntries(Path.GetDirectoryName(machine.Path(Intent))!));
    }

    [Fact]
    public void A_copy_under_another_name_gets_a_UUID_of_its_own_and_says_so()
    {
        var session = new GuestImportSession(machine.Roots);
        session.Add(Read(session, Domain, null), Host);
        var copy = Read(session, Domain, "win11-card");
        Assert.Null(copy.Guest.Uuid);
        Assert.Contains(copy.Notes, note => note.Contains($"the UUID {Uuid} is that of the guest 'win11'", StringComparison.Ordinal));
        session.Add(copy, Host);
        Assert.Equal(["win11", "win11-card"], IntentStore.Read(machine.Roots).Guests.Select(guest => guest.Name));
    }

    [Fact]
    public void A_guest_that_the_machine_cannot_have_is_refused_and_nothing_is_written()
    {
        var session = new GuestImportSession(machine.Roots);
        var missing = Read(session, Domain.Replace("/srv/win11.qcow2", "/srv/none.qcow2", StringComparison.Ordinal), null);
        Assert.Equal("/srv/none.qcow2", Assert.Throws<NotFoundException>(() => session.Add(missing, Host)).Where);
        var other = Read(session, Domain.Replace("bus='0x01'", "bus='0x55'", StringComparison.Ordinal), null);
        Assert.Throws<NotFoundException>(() => session.Add(other, Host));
        Assert.False(File.Exists(machine.Path(Intent)));
    }

    [Fact]
    public void A_domain_of_libvirts_own_with_the_name_stays_and_nothing_is_written()
    {
        var session = new GuestImportSession(machine.Roots, WithDomain(Theirs));
        var exception = Assert.Throws<RefusedException>(() => session.Add(Read(session, Domain, null), Host));
        Assert.Contains("give the guest another name (--name)", exception.NextStep, StringComparison.Ordinal);
        Assert.False(File.Exists(machine.Path(Intent)));
        var copy = Read(session, Domain, "win11-card");
        Assert.Contains(copy.Notes, note => note.Contains($"the UUID {Uuid} is that of libvirt's domain 'win11'", StringComparison.Ordinal));
        session.Add(copy, Host);
        Assert.Equal("win11-card", Assert.Single(IntentStore.Read(machine.Roots).Guests).Name);
    }

    [Fact]
    public void A_domain_is_read_from_libvirt_by_its_name()
    {
        var session = new GuestImportSession(machine.Roots, WithDomain(Theirs));
        // It was read: only what it is was refused.
        Assert.Contains("of type 'test'", Assert.Throws<InvalidInputException>(() => session.Read("win11", null, null, Host)).Message, StringComparison.Ordinal);
        Assert.Equal("virsh list --all shows the domains", Assert.Throws<NotFoundException>(() => session.Read("nobody", null, null, Host)).NextStep);
        Assert.Throws<NotFoundException>(() => session.Read("win11", ImportSource.Qemu, null, Host));
        Assert.Throws<NotFoundException>(() => session.Read("", null, null, Host));
        Assert.Equal("there is no file '/srv/none.xml'", Assert.Throws<NotFoundException>(() => session.Read("/srv/none.xml", null, null, Host)).Message);
    }

    [Fact]
    public void A_file_is_read_without_libvirt_and_not_written_without_it()
    {
        RequireLibrary();
        var session = new GuestImportSession(machine.Roots, $"test://{folder.FullName}/none.xml");
        var imported = Read(session, Domain, null);
        Assert.Equal(Uuid, imported.Guest.Uuid.ToString());
        Assert.Throws<HypervisorException>(() => session.Add(imported, Host));
        Assert.Contains("there is no file 'win11', and libvirt", Assert.Throws<HypervisorException>(() => session.Read("win11", null, null, Host)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(machine.Path(Intent)));
    }

    [Fact]
    public void What_is_no_text_of_a_guest_is_refused()
    {
        var session = new GuestImportSession(machine.Roots);
        Assert.Contains("iconv", Assert.Throws<InvalidInputException>(() => session.Read(FileOf([0x3c, 0xff, 0xfe]), null, null, Host)).NextStep, StringComparison.Ordinal);
        Assert.Contains("10 MiB", Assert.Throws<InvalidInputException>(() => session.Read(FileOf(new byte[(10 << 20) + 1]), null, null, Host)).Message, StringComparison.Ordinal);
        Assert.Throws<NotFoundException>(() => session.Read("win11", null, null, Host));
        Assert.Contains("is a folder", Assert.Throws<InvalidInputException>(() => session.Read(folder.FullName, null, null, Host)).Message, StringComparison.Ordinal);
    }

    private ImportedGuest Read(GuestImportSession session, string text, string? name) => session.Read(FileOf(System.Text.Encoding.UTF8.GetBytes(text)), null, name, Host);

    private string FileOf(byte[] bytes)
    {
        var path = Path.Combine(folder.FullName, "guest.xml");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    // A hypervisor in memory begins with the domains of a file.
    private string WithDomain(string domain)
    {
        RequireLibrary();
        var path = Path.Combine(folder.FullName, "node.xml");
        File.WriteAllBytes(path, System.Text.Encoding.UTF8.GetBytes($"<node>{domain}</node>"));
        return $"test://{path}";
    }

    private byte[] Written() => File.ReadAllBytes(machine.Path(Intent));

    private static void RequireLibrary() => Assert.SkipUnless(NativeLibrary.TryLoad("libvirt.so.0", out _), "libvirt.so.0 is not installed");
}
