using System.Collections.Immutable;
using System.Xml.Linq;
using Passthrough.Guests.Editing;

namespace Passthrough.Tests.Corpora;

/// <summary>
/// virt-manager's own tests of its edits: a domain before and after. The same changes, made here, give the same domain.
/// </summary>
/// <remarks>
/// Left out, since they are no domains: change-snapshot (a snapshot), network-open and network-vf-pool (networks), pool-* (storage pools). Without a pair, so without a
/// change to compare: change-devices-bootorder-fixed-out, controller-attached-devices, domain-roundtrip, emulator-custom, replace-child-build and -parse; those are loaded and saved.
/// </remarks>
public sealed class VirtManagerEditsTests
{
    private static readonly ImmutableArray<string> Pairs =
    [
        "bootorder", "change-controllers", "change-cpumode", "change-disk", "change-guest", "change-media", "change-nics", "change-redirdev", "convert-to-q35-f39", "convert-to-q35-win10",
        "convert-to-vnc-has-vnc", "convert-to-vnc-spice-devices", "convert-to-vnc-spice-manyopts", "disk-change-bus",
    ];

    private static readonly ImmutableArray<string> NoDomains = ["change-snapshot-", "network-", "pool-"];

    public static TheoryData<string> Names => [.. Pairs];

    // Each change as steps: a place and what becomes of it.
    public static TheoryData<string, string[]> Changes => new()
    {
        {
            "bootorder",
            ["os/boot -", "devices/disk[1] + <boot order='1'/>", "devices/disk[2] + <boot order='3'/>", "devices/disk[3] + <boot order='2'/>", "devices/interface[1] + <boot order='4'/>"]
        },
        {
            "change-controllers",
            [
                "devices/controller[1] @index=1", "devices/controller[2] @index=7", "devices/controller[2] @ports=5", "devices/controller[2] @vectors-", "devices/controller[3] @index=2",
                "devices/controller[4] @index=9", "devices/controller[4] @model=ich9-uhci1", "devices/controller[4]/master @startport=2",
            ]
        },
        { "change-cpumode", ["cpu @mode=custom", "cpu @match=exact", "cpu + <model>Skylake-Client-IBRS</model>"] },
        { "disk-change-bus", ["devices/disk[1]/target @dev=hdb", "devices/disk[1]/target @bus=ide", "devices/disk[1]/address -", "devices/disk[3]/target @bus=scsi", "devices/disk[3]/address -"] },
        { "change-redirdev", ["devices/redirdev[1]/source @host=bar", "devices/redirdev[1]/source @service=42", "devices/redirdev[2] @type=spicevmc"] },
        {
            "change-nics",
            [
                "devices/interface[1]/mac @address=AA:AA:AA:AA:AA:AA", "devices/interface[1] + <model type='vmxnet3'/>", "devices/interface[1] + <filterref filter='foo'/>",
                "devices/interface[2] @type=bridge", "devices/interface[2]/source @network-", "devices/interface[2]/source @bridge=newbr0", "devices/interface[2]/model @type=virtio",
                "devices/interface[3]/source @bridge=newfoo0", "devices/interface[3] + <target dev='test1'/>", "devices/interface[4]/target -", "devices/interface[5]/source @mode=bridge",
                "devices/interface[5]/source @portgroup=sales", "devices/interface[5]/virtualport/parameters @managerid=11", "devices/interface[5]/virtualport/parameters @typeid=1193047",
                "devices/interface[5]/virtualport/parameters @typeidversion=2", "devices/interface[5]/virtualport/parameters @instanceid=09b11c53-8b5c-4eeb-8f00-d84eaa0aaa4f",
                "devices/interface[5] + <driver name='vhost' queues='5'/>",
            ]
        },
        {
            "convert-to-vnc-spice-devices",
            [
                "devices/channel -", "devices/redirdev -", "devices/redirdev -", "devices/serial -", "devices/console -", "devices/audio -", "devices/graphics -",
                "devices + <graphics type='vnc' port='-1'/>", "devices/video[1]/model @type=vga", "devices/video[1]/model @primary-",
            ]
        },
        {
            "change-guest",
            [
                ". @type=test", ". @id=1234", "name =change_name", "metadata/libosinfo/os @id=frib", "currentMemory =1024000", "memory =2048000", "uuid =11111111-2222-3333-4444-555555555555",
                "os/type @arch-", "os/type @machine=pc-0.11", "os/type =xen", "os + <loader>/foo/loader</loader>", "os + <init>/sbin/init</init>", "os + <initarg>foo</initarg>",
                "os + <initarg>bar baz</initarg>", "os + <initarg>frib</initarg>", "os/boot @dev=fd", "os + <bootmenu enable='no' timeout='30000'/>", "os + <bios useserial='yes' rebootTimeout='-1'/>",
                "features/acpi -", "features/apic @eoi=on", "features/hyperv/vapic -", "features/hyperv/spinlocks @retries=54321", "features/hyperv + <relaxed state='on'/>", "features/vmport @state=on",
                "features + <viridian/>", "features + <vmcoreinfo state='on'/>", "features + <kvm><hidden state='on'/><pv-ipi state='off'/></kvm>", "features + <pvspinlock state='on'/>",
                "features + <ioapic driver='qemu'/>", "numatune/memory @mode-", "numatune/memory @nodeset=2,4,6", "cpu @match=strict", "cpu @mode=custom", "cpu/model =qemu64", "cpu/vendor =qemuvendor",
                "cpu/topology @cores=3", "cpu/topology @threads=1", "cpu/feature[1] @policy=disable", "cpu/feature[4] @name=addfeature", "cpu/feature[4] @policy=require", "clock @offset=localtime",
                "clock/timer[1] @tickpolicy=merge", "clock/timer[2] -", "clock + <timer name='hpet' present='no'/>", "on_poweroff =restart", "on_reboot =destroy", "on_crash =restart",
                "on_lockfailure =restart", "pm/suspend-to-mem @enabled=yes", "pm + <suspend-to-disk enabled='no'/>", "vcpu @cpuset=1-5,15", "vcpu @current=10", "vcpu =12",
                "devices/emulator =/usr/binnnn/fooemu", "devices/memballoon @model=none", ". + <title>Hey title changed!</title>", ". + <description>Hey desc changed&amp;</description>",
                ". + <blkiotune><weight>200</weight><device><path>/home/1.img</path><weight>300</weight></device></blkiotune>",
                ". + <memtune><hard_limit>2048</hard_limit><soft_limit>200</soft_limit><swap_hard_limit>400</swap_hard_limit><min_guarantee>500</min_guarantee></memtune>",
                ". + <memoryBacking><hugepages><page size='1' unit='G'/></hugepages><nosharepages/><locked/></memoryBacking>",
                ". + <resource><partition>/virtualmachines/production</partition></resource>", ". + <bootloader>pygrub</bootloader>",
                ". + <idmap><uid start='0' target='1000' count='10'/><gid start='0' target='1000' count='10'/></idmap>",
            ]
        },
    };

    [Fact]
    public void Every_domain_is_saved_as_it_was_loaded() => Assert.All(
        Directory.GetFiles(CorpusFolder.Require("virt-manager/xmlparse")).Where(file => !NoDomains.Any(Path.GetFileName(file).StartsWith)),
        file => Assert.Equal(File.ReadAllBytes(file), DomainText.Parse(file, File.ReadAllBytes(file)).ToBytes()));

    [Theory]
    [MemberData(nameof(Changes))]
    public void The_same_steps_give_the_same_domain(string name, string[] steps)
    {
        var after = steps.Aggregate(Read(name, "in"), Step);
        Assert.Equal(Canonical(Read(name, "out").Root.ToTree()), Canonical(after.Root.ToTree()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_merge_leads_from_one_to_the_other(string name)
    {
        var (before, wanted) = (Read(name, "in"), Read(name, "out"));
        var merged = DomainMerge.Apply(before.Text, wanted.Text, before);
        Assert.Empty(merged.Conflicts);
        Assert.Equal(Canonical(wanted.Root.ToTree()), Canonical(merged.Text.Root.ToTree()));
        Assert.Equal(merged.Text.Text, DomainMerge.Apply(before.Text, wanted.Text, merged.Text).Text.Text);
    }

    [Theory]
    [InlineData("convert-to-vnc-has-vnc")]
    [InlineData("convert-to-vnc-spice-devices")]
    public void The_stage_with_the_card_takes_out_of_SPICE_what_virt_manager_takes_out(string name)
    {
        var wanted = Read(name, "out").Root.Find("devices")!.Elements.Where(device => device.Name.LocalName is not ("video" or "graphics")).Select(device => device.ToTree());
        var staged = StageEditor.ToPassthrough(Read(name, "in")).Root.Find("devices")!.Elements.Where(device => device.Name.LocalName is not ("video" or "graphics" or "audio")).Select(device => device.ToTree());
        Assert.Equal(wanted.Select(Canonical), staged.Select(Canonical));
    }

    private static DomainText Read(string name, string side)
    {
        var file = Path.Combine(CorpusFolder.Require("virt-manager/xmlparse"), $"{name}-{side}.xml");
        return DomainText.Parse(file, File.ReadAllBytes(file));
    }

    private static DomainText Step(DomainText text, string step)
    {
        var (way, what) = (step[..step.IndexOf(' ', StringComparison.Ordinal)], step[(step.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        var element = way.Split('/').Where(part => part != ".").Aggregate(text.Root, At);
        var equals = what.IndexOf('=', StringComparison.Ordinal);
        return what[0] switch
        {
            '-' => text.Remove(element),
            '+' => text.Insert(element, XElement.Parse(what[2..])),
            '=' => text.SetValue(element, what[1..]),
            _ when what[^1] == '-' => text.RemoveAttribute(element, what[1..^1]),
            _ => text.SetAttribute(element, what[1..equals], what[(equals + 1)..]),
        };
    }

    private static DomainElement At(DomainElement parent, string part)
    {
        var (name, _, number) = part.Split('[') is [var word, var rest] ? (word, 0, int.Parse(rest.TrimEnd(']'))) : (part, 0, 1);
        return parent.Elements.Where(element => element.Name.LocalName == name).ElementAt(number - 1);
    }

    // Attributes, elements of different names and devices have no order.
    private static string Canonical(XElement element) =>
        $"<{element.Name} {string.Join(' ', element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration).Select(attribute => $"{attribute.Name}='{attribute.Value}'").Order(StringComparer.Ordinal))}>"
        + (element.HasElements ? string.Concat(element.Elements().OrderBy(child => element.Name == "devices" ? Canonical(child) : child.Name.ToString(), StringComparer.Ordinal).Select(child => "\n" + Canonical(child))) : element.Value)
        + "</>";
}
