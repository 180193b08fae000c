using System.Text;
using Passthrough.Failures;
using Passthrough.Guests.Editing;
using Passthrough.Host.Cpu;
using Passthrough.Host.Pci;
using Passthrough.Intent;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Guests.Editing;

public class DomainEditorTests
{
    private const string Plain = "<domain type='kvm'>\n  <name>win10</name>\n  <memory unit='KiB'>4194304</memory>\n  <vcpu>2</vcpu>\n  <devices>\n    <emulator>/usr/bin/qemu-system-x86_64</emulator>\n  </devices>\n</domain>\n";

    [Fact]
    public void A_card_is_added_with_all_its_functions_and_only_once()
    {
        var request = new DomainEditRequest { AddCard = TestGuests.Audio };
        var once = DomainEditor.Apply(Domain(), request, TestGuests.Host(driver: "radeon"));
        Assert.Equal("0000:01:00.0 0000:01:00.1", string.Join(' ', CardEditor.AddressesOf(once)));
        Assert.All(DomainNodes.Devices(once, "hostdev"), device => Assert.Equal("yes", device["managed"]));
        Assert.Equal(once.Text, DomainEditor.Apply(once, request, TestGuests.Host(driver: "radeon")).Text);
        Assert.All(DomainNodes.Devices(DomainEditor.Apply(Domain(), request, TestGuests.Host()), "hostdev"), device => Assert.Equal("no", device["managed"]));
        Assert.Equal(Plain, DomainEditor.Apply(once, new DomainEditRequest { RemoveCard = TestGuests.Gpu }, TestGuests.Host()).Text);
    }

    [Fact]
    public void A_card_that_is_not_in_the_machine_any_more_is_known_by_its_slot()
    {
        var text = CardEditor.Add(Domain(), PersonEdit.Card);
        Assert.Equal(Plain, DomainEditor.Apply(text, new DomainEditRequest { RemoveCard = PersonEdit.Gpu.WithFunction(7) }, TestGuests.Host()).Text);
    }

    [Fact]
    public void Functions_can_be_given_a_place_that_is_free()
    {
        var place = PciAddress.Parse("0000:05:00.0");
        var text = CardEditor.Add(Domain(), [new CardFunction(TestGuests.Gpu, Place: place, IsMultifunction: true), new CardFunction(TestGuests.Audio, Place: place.WithFunction(1))]);
        Assert.Contains("<address type='pci' domain='0x0000' bus='0x05' slot='0x00' function='0x0' multifunction='on'/>", text.Text, StringComparison.Ordinal);
        Assert.Contains("<address type='pci' domain='0x0000' bus='0x05' slot='0x00' function='0x1'/>", text.Text, StringComparison.Ordinal);
        Assert.Throws<RefusedException>(() => CardEditor.Add(text, [new CardFunction(PersonEdit.Gpu, Place: place)]));
    }

    [Theory]
    [InlineData("bus='1' slot='0' function='0'")]
    [InlineData("domain='0x0' bus='0x01' slot='0x0' function='0x0'")]
    [InlineData("domain='0' bus='01' slot='00' function='0'")]
    public void Addresses_are_read_as_libvirt_reads_them(string address)
    {
        var text = Parse($"<domain><devices><hostdev type='pci'><source><address {address}/></source></hostdev></devices></domain>");
        Assert.Equal(TestGuests.Gpu, Assert.Single(CardEditor.AddressesOf(text)));
    }

    [Theory]
    [InlineData("<memory unit='KiB'>1</memory>", "<memory unit='KiB'>6291456</memory>")]
    [InlineData("<memory>1</memory>", "<memory>6291456</memory>")]
    [InlineData("<memory unit='G'>1</memory>", "<memory unit='G'>6</memory>")]
    [InlineData("<memory unit='T'>1</memory>", "<memory unit='MiB'>6144</memory>")]
    [InlineData("<memory unit='GB' dumpCore='off'>1</memory>", "<memory unit='MiB' dumpCore='off'>6144</memory>")]
    [InlineData("<memory unit='GiB'>6</memory>", "<memory unit='GiB'>6</memory>")]
    [InlineData("<memory unit='M'>1</memory><currentMemory unit='K'>1</currentMemory>", "<memory unit='M'>6144</memory><currentMemory unit='K'>6291456</currentMemory>")]
    [InlineData("", "<memory unit='MiB'>6144</memory>")]
    public void Memory_keeps_its_unit_where_that_can_say_it(string before, string after) =>
        Assert.Equal($"<domain><name>x</name>{after}</domain>", MemoryEditor.SetMemory(Parse($"<domain><name>x</name>{before}</domain>"), 6144).Text);

    [Theory]
    [InlineData("<domain><cpu><numa><cell id='0' memory='1'/></numa></cpu></domain>")]
    [InlineData("<domain><maxMemory slots='1'>1024</maxMemory></domain>")]
    public void Memory_that_is_said_elsewhere_is_refused(string domain) => Assert.Throws<RefusedException>(() => MemoryEditor.SetMemory(Parse(domain), 6144));

    [Fact]
    public void Huge_pages_come_and_go()
    {
        var small = MemoryEditor.SetHugePages(Domain(), DomainHugePages.TwoMiB);
        Assert.Contains("  <memoryBacking>\n    <hugepages>\n      <page size='2048' unit='KiB'/>\n    </hugepages>\n  </memoryBacking>\n", small.Text, StringComparison.Ordinal);
        var large = MemoryEditor.SetHugePages(small, DomainHugePages.OneGiB);
        Assert.Equal(small.Text.Replace("2048", "1048576", StringComparison.Ordinal), large.Text);
        Assert.Equal(Plain, MemoryEditor.SetHugePages(large, DomainHugePages.Off).Text);
        Assert.Same(large, MemoryEditor.SetHugePages(large, DomainHugePages.OneGiB));
        Assert.Throws<RefusedException>(() => MemoryEditor.SetHugePages(Parse("<domain><memoryBacking><hugepages><page size='1' unit='G' nodeset='0'/></hugepages></memoryBacking></domain>"), DomainHugePages.TwoMiB));
    }

    [Fact]
    public void Virtual_processors_stand_on_whole_cores()
    {
        var host = TestGuests.Host().Cpu with
        {
            Vendor = "AuthenticAMD",
            Topology = CpuTopology.Unknown with { Online = CpuSet.FromList("0-7")!, Cores = [.. Enumerable.Range(0, 4).Select(core => new CpuCore(core, 0, null, null, CpuSet.Of(core, core + 4)))] },
        };
        Assert.Equal("2,6,3,7 threads 2 others 0-1,4-5 True", Shown(VcpuLayout.Of(CpuSet.FromList("2-3,6-7")!, host)));
        Assert.Equal("1,2,3,7 threads 1 others 0,4-6 False", Shown(VcpuLayout.Of(CpuSet.FromList("1-3,7")!, host)));
        Assert.Throws<InvalidInputException>(() => VcpuLayout.Of(CpuSet.FromList("7-8")!, host));
        Assert.Throws<InvalidInputException>(() => VcpuLayout.Of(CpuSet.Empty, host));
    }

    [Fact]
    public void Pins_are_set_for_what_is_there()
    {
        var before = Parse("<domain>\n  <vcpu current='2' cpuset='0-7'>6</vcpu>\n  <iothreads>2</iothreads>\n  <cputune>\n    <shares>1</shares>\n    <!-- mine -->\n    <vcpupin vcpu='1' cpuset='1'/>\n    <vcpupin vcpu='5' cpuset='5'/>\n  </cputune>\n  <cpu mode='host-passthrough'>\n    <topology sockets='1' dies='1' cores='6' threads='1'/>\n  </cpu>\n</domain>");
        var after = CpuEditor.Pin(before, PersonEdit.Layout);
        Assert.Equal(
            "<domain>\n  <vcpu cpuset='0-7'>4</vcpu>\n  <iothreads>2</iothreads>\n  <cputune>\n    <shares>1</shares>\n    <vcpupin vcpu='0' cpuset='2'/>\n    <!-- mine -->\n    <vcpupin vcpu='1' cpuset='10'/>\n    <vcpupin vcpu='2' cpuset='3'/>\n    <vcpupin vcpu='3' cpuset='11'/>\n    <emulatorpin cpuset='0-1,8-9'/>\n    <iothreadpin iothread='1' cpuset='0-1,8-9'/>\n    <iothreadpin iothread='2' cpuset='0-1,8-9'/>\n  </cputune>\n  <cpu mode='host-passthrough'>\n    <topology sockets='1' dies='1' cores='2' threads='2'/>\n    <feature policy='require' name='topoext'/>\n  </cpu>\n</domain>",
            after.Text);
        Assert.Equal(after.Text, CpuEditor.Pin(after, PersonEdit.Layout).Text);
        Assert.Contains("  <cputune>\n    <shares>1</shares>\n    <!-- mine -->\n  </cputune>\n", CpuEditor.RemovePins(after).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Features_are_made_with_what_they_stand_in()
    {
        var text = FeatureEditor.SetVendorId(FeatureEditor.HideKvm(Domain()), "whatever");
        Assert.Contains("  <features>\n    <hyperv>\n      <vendor_id state='on' value='whatever'/>\n    </hyperv>\n    <kvm>\n      <hidden state='on'/>\n    </kvm>\n  </features>\n", text.Text, StringComparison.Ordinal);
        Assert.Throws<RefusedException>(() => FeatureEditor.SetVendorId(Parse("<domain><features><hyperv mode='passthrough'/></features></domain>"), "whatever"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("thirteenchars")]
    [InlineData("a,b")]
    [InlineData("é")]
    public void A_vendor_id_has_at_most_12_plain_characters(string vendor) => Assert.Throws<InvalidInputException>(() => FeatureEditor.SetVendorId(Domain(), vendor));

    [Fact]
    public void A_mouse_follows_the_keyboard()
    {
        var text = DeviceEditor.AddEvdev(DeviceEditor.AddEvdev(Domain(), PersonEdit.Node, "ctrl-ctrl"), "/dev/input/by-id/x-event-mouse", "ctrl-ctrl");
        Assert.Contains("<input type='evdev'>\n      <source dev='/dev/input/by-id/x-event-mouse'/>\n    </input>", text.Text, StringComparison.Ordinal);
        Assert.Equal(text.Text, DeviceEditor.AddEvdev(text, PersonEdit.Node, "ctrl-ctrl").Text);
        Assert.Throws<InvalidInputException>(() => DeviceEditor.AddEvdev(text, "event3", "ctrl-ctrl"));
    }

    [Fact]
    public void The_two_stages_lead_to_each_other()
    {
        var installed = StageEditor.ToInstallation(Domain());
        Assert.Contains("<channel type='spicevmc'>", installed.Text, StringComparison.Ordinal);
        var given = DomainEditor.Apply(installed, new DomainEditRequest { ToPassthrough = true, AddCard = TestGuests.Gpu }, TestGuests.Host());
        Assert.Equal("emulator video hostdev hostdev", string.Join(' ', given.Root.Find("devices")!.Elements.Select(device => device.Name.LocalName)));
        var back = DomainEditor.Apply(given, new DomainEditRequest { ToInstallation = true }, TestGuests.Host());
        Assert.Equal(installed.Text, back.Text);
    }

    [Fact]
    public void The_stage_with_the_card_leaves_what_the_person_needs()
    {
        var text = Parse("<domain><devices><graphics type='vnc'/><input type='mouse' bus='ps2'/><input type='keyboard' bus='virtio'/><input type='evdev'><source dev='/dev/input/event3'/></input><redirdev bus='usb' type='tcp'/><channel type='unix'/><sound model='ich9'/><audio id='1' type='pulseaudio'/></devices></domain>");
        var staged = StageEditor.ToPassthrough(text);
        Assert.Equal(text.Text.Replace("<audio id='1' type='pulseaudio'/>", "<audio id='1' type='pulseaudio'/><video><model type='none'/></video>", StringComparison.Ordinal), staged.Text);
        Assert.DoesNotContain("virtio", StageEditor.ToPassthrough(Parse(text.Text.Replace("'evdev'", "'tablet'", StringComparison.Ordinal))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_USB_the_tablet_is_virtios() =>
        Assert.Contains("<input type='tablet' bus='virtio'/>", StageEditor.ToInstallation(Parse("<domain><devices><controller type='usb' model='none'/></devices></domain>")).Text, StringComparison.Ordinal);

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        var host = TestGuests.Host();
        Assert.Throws<InvalidInputException>(() => DomainEditor.Apply(Domain(), new DomainEditRequest(), host));
        Assert.Throws<InvalidInputException>(() => DomainEditor.Apply(Domain(), new DomainEditRequest { GrabToggle = "alt-alt" }, host));
        Assert.Throws<InvalidInputException>(() => DomainEditor.Apply(Domain(), new DomainEditRequest { ToInstallation = true, ToPassthrough = true }, host));
        Assert.Throws<InvalidInputException>(() => DomainEditor.Apply(Domain(), new DomainEditRequest { ToPassthrough = true }, host));
        Assert.Throws<InvalidInputException>(() => DomainEditor.Apply(Domain(), new DomainEditRequest { RemovesPins = true, Cpus = CpuSet.Of(0) }, host));
        Assert.Throws<NotFoundException>(() => DomainEditor.Apply(Domain(), new DomainEditRequest { AddCard = PersonEdit.Gpu }, host));
        Assert.Throws<NotFoundException>(() => DomainEditor.Apply(Domain(), new DomainEditRequest { RemoveCard = PersonEdit.Gpu }, host));
    }

    [Fact]
    public void A_file_keeps_its_mode_and_every_other_byte()
    {
        using var machine = new ScratchMachine();
        const string path = "/root/win10.xml";
        byte[] before = [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Plain.Replace("\n", "\r\n", StringComparison.Ordinal))];
        machine.Bytes(path, before);
        File.SetUnixFileMode(machine.Path(path), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var session = new DomainEditSession(machine.Roots);
        var request = new DomainEditRequest { MemoryMiB = 8192 };

        var shown = session.EditFile("win10", path, request, TestGuests.Host(), isDryRun: true);
        Assert.False(shown.IsWritten);
        Assert.Contains("+  <memory unit='KiB'>8388608</memory>", shown.Diff, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(machine.Path(path)));

        Assert.True(session.EditFile("win10", path, request, TestGuests.Host(), isDryRun: false).IsWritten);
        Assert.Equal(Encoding.UTF8.GetString(before).Replace("4194304", "8388608", StringComparison.Ordinal), Encoding.UTF8.GetString(File.ReadAllBytes(machine.Path(path))));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(machine.Path(path)));
        Assert.Single(Directory.GetFiles(machine.Path("/root")));

        var again = session.EditFile("win10", path, request, TestGuests.Host(), isDryRun: false);
        Assert.Equal(("", false), (again.Diff, again.IsWritten));
        Assert.Throws<InvalidInputException>(() => session.EditFile("win11", path, request, TestGuests.Host(), isDryRun: false));
        Assert.Throws<NotFoundException>(() => session.EditFile("win10", "/root/none.xml", request, TestGuests.Host(), isDryRun: false));
    }

    [Fact]
    public void Guests_of_the_intent_are_edited_there()
    {
        using var machine = new ScratchMachine();
        IntentStore.Write(machine.Roots, IntentEditor.Add(IntentStore.Read(machine.Roots), TestGuests.Described));
        var refusal = Assert.Throws<RefusedException>(() => new DomainEditSession(machine.Roots).EditDefined("win11", new DomainEditRequest { MemoryMiB = 8192 }, TestGuests.Host(), isDryRun: false));
        Assert.Equal("edit /etc/passthrough/passthrough.yaml", refusal.NextStep);
    }

    private static string Shown(VcpuLayout layout) => $"{string.Join(',', layout.HostCpus)} threads {layout.ThreadsPerCore} others {layout.Others} {layout.NeedsTopoext}";

    private static DomainText Domain() => Parse(Plain);

    private static DomainText Parse(string text) => DomainText.Parse("guest.xml", text);
}
