using System.Runtime.InteropServices;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Passthrough.Guests;
using Passthrough.Guests.Description;
using Passthrough.Guests.Disks;
using Passthrough.Guests.Editing;
using Passthrough.Guests.Firmware;
using Passthrough.Guests.Libvirt;
using Passthrough.Planning;

namespace Passthrough.Tests.Guests.Editing;

public sealed class DomainMergeTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("libvirt");

    private static Gen<GuestSpec> Specs =>
        from memory in Gen.Elements(2048, 4096, 8192)
        from vcpus in Gen.Elements(2, 4)
        from firmware in Gen.Elements(GuestFirmwareKind.Bios, GuestFirmwareKind.Uefi)
        from disks in Gen.SubListOf(new DiskDescription("/a.img"), new DiskDescription("/b.img") { Bus = GuestDiskBus.Sata }, new DiskDescription("/c.qcow2") { Format = GuestDiskFormat.Qcow2 })
        from rom in Gen.Elements(null, "/card.rom")
        from log in Gen.Elements(null, "/log.txt")
        from stage in Gen.Elements(GuestStage.Installation, GuestStage.Passthrough)
        select TestGuests.Design(TestGuests.Described with
        {
            Memory = new MemoryDescription { SizeMiB = memory },
            Cpu = new CpuDescription { Vcpus = vcpus },
            Firmware = new FirmwareDescription { Kind = firmware },
            Gpu = TestGuests.Described.Gpu! with { OptionRomPath = rom },
            Disks = [.. disks],
            SerialLogPath = log,
            Stage = stage,
        }).Guest;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Two_definitions_that_mean_the_same_change_nothing() => ForAll((before, _) =>
    {
        var present = Edited(DomainText.Parse("x", Definition(before)));
        var inOtherWords = Definition(before).Replace("\"MiB\"", "'M'", StringComparison.Ordinal).Replace(" />", "/>", StringComparison.Ordinal).Replace("0x0000", "0", StringComparison.Ordinal);
        Assert.Same(present, DomainMerge.Apply(Definition(before), inOtherWords, present).Text);
    });

    [Fact]
    public void A_domain_that_nobody_changed_becomes_what_is_wanted() => ForAll((before, wanted) =>
    {
        var merged = DomainMerge.Apply(Definition(before), Definition(wanted), DomainText.Parse("x", Definition(before)));
        Assert.Empty(merged.Conflicts);
        Assert.True(DomainTrees.AreSame(XElement.Parse(Definition(wanted)), merged.Text.Root.ToTree()), merged.Text.Text);
    });

    [Fact]
    public void Twice_equals_once() => ForAll((before, wanted) =>
    {
        var once = DomainMerge.Apply(Definition(before), Definition(wanted), Edited(DomainText.Parse("x", Definition(before))));
        var twice = DomainMerge.Apply(Definition(before), Definition(wanted), once.Text);
        Assert.Equal(once.Text.Text, twice.Text.Text);
        Assert.Equal(once.Conflicts, twice.Conflicts);
    });

    [Fact]
    public void What_a_person_added_stays_and_the_order_of_both_makes_no_difference() => ForAll((before, wanted) =>
    {
        var merged = DomainMerge.Apply(Definition(before), Definition(wanted), Edited(DomainText.Parse("x", Definition(before))));
        Assert.Empty(merged.Conflicts);
        Assert.True(DomainTrees.AreSame(Edited(DomainText.Parse("x", Definition(wanted))).Root.ToTree(), merged.Text.Root.ToTree()), merged.Text.Text);
        Assert.Contains("<!-- mine -->", merged.Text.Text, StringComparison.Ordinal);
    });

    [Fact]
    public void What_libvirt_made_of_a_definition_becomes_what_it_makes_of_the_next()
    {
        Assert.SkipUnless(NativeLibrary.TryLoad("libvirt.so.0", out _), "libvirt.so.0 is not installed");
        var file = Path.Combine(folder.FullName, "node.xml");
        File.WriteAllText(file, "<node/>");
        using var connection = LibvirtConnection.Open("test://" + file);
        var property = ForPairs((before, wanted) =>
        {
            var (from, to) = (ForTestDriver(before), ForTestDriver(wanted));
            var merged = DomainMerge.Apply(from, to, DomainText.Parse("x", Normalised(connection, from)));
            Assert.Empty(merged.Conflicts);
            var (direct, made) = (Normalised(connection, to), Normalised(connection, merged.Text.Text));
            var (wantedTree, madeTree) = (XElement.Parse(direct), XElement.Parse(made));
            Assert.True(DomainTrees.Holds(madeTree, wantedTree), UnifiedDiff.Between("domain", direct, made));

            // A controller that libvirt added for a disk stays when the disk goes.
            madeTree.Descendants("controller").Concat(wantedTree.Descendants("controller")).ToList().ForEach(controller => controller.Remove());
            Assert.True(DomainTrees.AreSame(wantedTree, madeTree), UnifiedDiff.Between("domain", direct, made));
        });
        property.Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    [Fact]
    public void A_node_that_the_person_changed_is_a_conflict_and_stays()
    {
        const string before = "<domain><vcpu placement='static'>2</vcpu><devices><disk><target dev='vda'/></disk><sound model='ac97'/></devices></domain>";
        const string wanted = "<domain><vcpu placement='auto'>4</vcpu><devices/></domain>";
        var present = DomainText.Parse("x", "<domain><vcpu>8</vcpu><devices><disk><target dev='vda' bus='sata'/></disk><sound model='ich9'/></devices></domain>");
        var merged = DomainMerge.Apply(before, wanted, present);
        Assert.Equal("<domain><vcpu>8</vcpu><devices><sound model='ich9'/></devices></domain>", merged.Text.Text);
        Assert.Equal(
            [
                new MergeConflict("/domain/vcpu/@placement", "static", "auto", null),
                new MergeConflict("/domain/vcpu", "2", "4", "8"),
                new MergeConflict("/domain/devices/sound", "<sound model=\"ac97\" />", null, "<sound model=\"ich9\" />"),
            ],
            merged.Conflicts);
    }

    [Theory]
    [InlineData("<os><boot dev='hd'/></os>", "<os><boot dev='cdrom'/><boot dev='hd'/></os>", "<os><boot dev='hd'/><boot dev='network'/></os>", "<os><boot dev='cdrom'/><boot dev='hd'/><boot dev='network'/></os>")]
    [InlineData("<os><boot dev='cdrom'/><boot dev='hd'/></os>", "<os><boot dev='hd'/></os>", "<os><type>hvm</type><boot dev='cdrom'/><boot dev='hd'/></os>", "<os><type>hvm</type><boot dev='hd'/></os>")]
    [InlineData("<cputune><vcpupin vcpu='0' cpuset='1'/></cputune>", "", "<cputune><vcpupin vcpu='0' cpuset='1'/><shares>5</shares></cputune>", "<cputune><shares>5</shares></cputune>")]
    [InlineData("<cputune><vcpupin vcpu='0' cpuset='1'/></cputune>", "", "<cputune><vcpupin vcpu='0' cpuset='1'/></cputune>", "")]
    [InlineData("<features><acpi/></features>", "<features><acpi/><apic/></features>", "<features><acpi/><hyperv><relaxed/></hyperv></features>", "<features><acpi/><apic/><hyperv><relaxed/></hyperv></features>")]
    [InlineData("<memory unit='MiB'>1</memory>", "<memory unit='GiB'>2</memory>", "<memory unit='KiB'>1024</memory><currentMemory unit='KiB'>1024</currentMemory>", "<memory unit='GiB'>2</memory><currentMemory unit='GiB'>2</currentMemory>")]
    [InlineData("<os/><devices/>", "<os/><devices><disk><target dev='vda'/><boot order='1'/></disk></devices>", "<os><type>hvm</type><boot dev='hd'/></os><devices/>", "<os><type>hvm</type></os><devices><disk><target dev='vda'/><boot order='1'/></disk></devices>")]
    [InlineData("<devices><video><model type='qxl'/></video></devices>", "<devices><video><model type='none'/></video></devices>", "<devices><video><model type='qxl' ram='65536'/><address type='pci'/></video></devices>", "<devices><video><model type='none'/></video></devices>")]
    [InlineData("<devices/>", "<devices><hostdev type='pci'><source><address bus='0x01'/></source></hostdev></devices>", "<devices><hostdev type='pci'><source><address domain='0' bus='1' slot='0' function='0'/></source></hostdev></devices>", "<devices><hostdev type='pci'><source><address domain='0' bus='1' slot='0' function='0'/></source></hostdev></devices>")]
    [InlineData("<devices><interface><source network='a'/></interface></devices>", "<devices><interface><source network='a'/><link state='down'/></interface></devices>", "<devices><interface><mac address='x'/><source network='a'/></interface></devices>", "<devices><interface><mac address='x'/><source network='a'/><link state='down'/></interface></devices>")]
    [InlineData("<devices/>", "<devices><serial type='pty'><target port='0'/></serial></devices>", "<devices><serial type='pty'><target type='isa-serial' port='0'/></serial><console type='pty'><target type='serial' port='0'/></console></devices>", "<devices><serial type='pty'><target type='isa-serial' port='0'/></serial><console type='pty'><target type='serial' port='0'/></console></devices>")]
    [InlineData("<devices><serial type='file'><source path='/l'/><target port='0'/></serial></devices>", "<devices><serial type='pty'><log file='/l'/><target port='0'/></serial></devices>", "<devices><serial type='file'><source path='/l'/><target type='isa-serial' port='0'/></serial><console type='file'><source path='/l'/><target type='serial' port='0'/></console></devices>", "<devices><serial type='pty'><log file='/l'/><target port='0'/></serial><console type='pty'><log file='/l'/><target type='serial'/></console></devices>")]
    public void Each_thing_is_found_by_what_it_is(string before, string wanted, string present, string after)
    {
        var merged = DomainMerge.Apply($"<domain>{before}</domain>", $"<domain>{wanted}</domain>", DomainText.Parse("x", $"<domain><name>n</name>{present}</domain>"));
        Assert.Empty(merged.Conflicts);
        Assert.Equal($"<domain><name>n</name>{after}</domain>", merged.Text.Text);
    }

    [Theory]
    [InlineData("a b", "a b c", "x a b y", "x a b c y")]
    [InlineData("a b", "a", "x a b y", "x a y")]
    [InlineData("a b", "b a", "a b", "b a")]
    [InlineData("", "a", "x", "x a")]
    [InlineData("a", "", "x a y", "x y")]
    [InlineData("a b", "c", "x a y b", "x a y b")]
    public void The_order_of_arguments_has_a_meaning(string before, string wanted, string present, string after)
    {
        var merged = DomainMerge.Apply(CommandLine(before), CommandLine(wanted), DomainText.Parse("x", CommandLine(present)));
        Assert.Equal(CommandLine(after), merged.Text.Text);
        Assert.Equal(after == present ? 1 : 0, merged.Conflicts.Length);
        Assert.Equal(CommandLine(after), DomainMerge.Apply(CommandLine(before), CommandLine(wanted), merged.Text).Text.Text);
    }

    private static string CommandLine(string words)
    {
        var arguments = string.Concat(words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => $"<q:arg value='{word}'/>"));
        return $"<domain xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'><q:commandline><q:env name='n'/>{arguments}</q:commandline></domain>";
    }

    private static string Definition(GuestSpec guest) => DomainXml.Of(guest, TestGuests.Host()).ToString();

    // What a person adds with virsh edit.
    private static DomainText Edited(DomainText text)
    {
        text = FeatureEditor.SetVendorId(FeatureEditor.HideKvm(text), "mine");
        text = DeviceEditor.AddLookingGlass(DeviceEditor.AddEvdev(text, PersonEdit.Node, "ctrl-ctrl"), "1920x1080");
        text = MemoryEditor.SetLocked(text, true);
        return DomainText.Parse(text.Path, text.Text.Replace("<features>", "<!-- mine -->\n  <features>", StringComparison.Ordinal));
    }

    private static string ForTestDriver(GuestSpec guest)
    {
        var domain = DomainXml.Of(guest, TestGuests.Host());
        domain.Root!.SetAttributeValue("type", "test");
        return domain.ToString();
    }

    private static string Normalised(LibvirtConnection connection, string xml)
    {
        connection.DefineXml(xml);
        return connection.XmlDesc(TestGuests.Guest.Name)!;
    }

    private static void ForAll(Action<GuestSpec, GuestSpec> law) => ForPairs(law).Check(Config.QuickThrowOnFailure);

    private static Property ForPairs(Action<GuestSpec, GuestSpec> law) => Prop.ForAll(Specs.ToArbitrary(), Specs.ToArbitrary(), law);
}
