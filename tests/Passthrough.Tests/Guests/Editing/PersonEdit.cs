using System.Collections.Immutable;
using Passthrough.Guests.Editing;
using Passthrough.Host.Cpu;
using Passthrough.Host.Pci;

namespace Passthrough.Tests.Guests.Editing;

/// <summary>One of the changes that a person can ask for, and what it may touch.</summary>
/// <param name="Name">Its name in test reports.</param>
/// <param name="Run">The change.</param>
/// <param name="IsTouched">True for the elements that it may change, add or remove.</param>
/// <param name="MayRefuse">True for domains that it does not fit into.</param>
/// <param name="Means">Asserts that the domain is as it was asked for.</param>
internal sealed record PersonEdit(string Name, Func<DomainText, DomainText> Run, Func<DomainElement, bool> IsTouched, Func<DomainText, bool> MayRefuse, Action<DomainText> Means)
{
    public const string Node = "/dev/input/by-id/usb-Some_Keyboard-event-kbd";

    private static readonly ImmutableHashSet<string> InputTypes = ["tablet", "mouse", "keyboard"];

    public static PciAddress Gpu { get; } = PciAddress.Parse("0000:3f:00.0");

    public static ImmutableArray<CardFunction> Card { get; } = [new(Gpu), new(Gpu.WithFunction(1), IsManaged: false)];

    public static VcpuLayout Layout { get; } = new([2, 10, 3, 11], 2, CpuSet.Of(0, 1, 8, 9), NeedsTopoext: true);

    public static ImmutableArray<PersonEdit> All { get; } =
    [
        Of("add-card", text => CardEditor.Add(text, Card), IsCard, text => Assert.Superset(Card.Select(function => function.Host).ToHashSet(), CardEditor.AddressesOf(text).ToHashSet())),
        Of("remove-card", text => CardEditor.Remove(text, CardEditor.AddressesOf(text)), IsPci, text => Assert.Empty(CardEditor.AddressesOf(text))),
        Of("memory", text => MemoryEditor.SetMemory(text, 12288), At("memory", "currentMemory"), IsSizedElsewhere, text => Assert.Equal(12288L << 20, DomainSize.BytesOf(text.Root.Find("memory")!.ToTree()))),
        Of("pages-2m", text => MemoryEditor.SetHugePages(text, DomainHugePages.TwoMiB), At("memoryBacking/hugepages"), HasPagesOfNodes, text => Assert.Equal(2L << 20, PageOf(text))),
        Of("pages-1g", text => MemoryEditor.SetHugePages(text, DomainHugePages.OneGiB), At("memoryBacking/hugepages"), HasPagesOfNodes, text => Assert.Equal(1L << 30, PageOf(text))),
        Of("pages-off", text => MemoryEditor.SetHugePages(text, DomainHugePages.Off), At("memoryBacking/hugepages"), text => Assert.Null(DomainNodes.Find(text, "memoryBacking/hugepages"))),
        Of("locked", text => MemoryEditor.SetLocked(text, true), At("memoryBacking/locked"), text => Assert.NotNull(DomainNodes.Find(text, "memoryBacking/locked"))),
        Of("unlocked", text => MemoryEditor.SetLocked(text, false), At("memoryBacking/locked"), text => Assert.Null(DomainNodes.Find(text, "memoryBacking/locked"))),
        Of("own-pages", text => MemoryEditor.SetSharing(text, false), At("memoryBacking/nosharepages"), text => Assert.NotNull(DomainNodes.Find(text, "memoryBacking/nosharepages"))),
        Of(
            "pin",
            text => CpuEditor.Pin(text, Layout),
            element => At("vcpu", "cpu/topology", "cputune/vcpupin", "cputune/emulatorpin", "cputune/iothreadpin")(element) || (WayOf(element) == "cpu/feature" && element["name"] is "topoext"),
            text => text.Root.Find("vcpus") is not null || DomainNodes.Find(text, "cpu/numa") is not null,
            IsPinned),
        Of("no-pin", CpuEditor.RemovePins, At("cputune/vcpupin", "cputune/emulatorpin", "cputune/iothreadpin"), text => Assert.DoesNotContain(text.Root.Walk(), element => element.Name.LocalName is "vcpupin" or "emulatorpin" or "iothreadpin")),
        Of("hide-kvm", FeatureEditor.HideKvm, At("features/kvm/hidden"), text => Assert.Equal("on", DomainNodes.Find(text, "features/kvm/hidden")!["state"])),
        Of(
            "vendor",
            text => FeatureEditor.SetVendorId(text, "0123456789ab"),
            At("features/hyperv/vendor_id"),
            text => DomainNodes.Find(text, "features/hyperv")?["mode"] is "passthrough",
            text => Assert.Equal("0123456789ab", DomainNodes.Find(text, "features/hyperv/vendor_id")!["value"])),
        Of("ioapic", FeatureEditor.UseKernelIoapic, At("features/ioapic"), text => Assert.Equal("kvm", DomainNodes.Find(text, "features/ioapic")!["driver"])),
        Of("no-balloon", DeviceEditor.RemoveBalloon, At("devices/memballoon"), text => Assert.Equal("none", Assert.Single(DomainNodes.Devices(text, "memballoon"))["model"])),
        Of("evdev", text => DeviceEditor.AddEvdev(text, Node, "alt-alt"), IsKeyboard, text => Assert.Equal("alt-alt", Assert.Single(text.Root.Walk(), IsKeyboard).Elements[0]["grabToggle"])),
        Of("looking-glass", text => DeviceEditor.AddLookingGlass(text, "2560x1440"), IsLookingGlass, text => Assert.Equal(64L << 20, DomainSize.BytesOf(Assert.Single(text.Root.Walk(), IsLookingGlass).Find("size")!.ToTree()))),
        Of("to-passthrough", StageEditor.ToPassthrough, IsOfWindow, HasNoWindow),
        Of("to-installation", StageEditor.ToInstallation, IsOfWindow, HasWindow),
    ];

    /// <summary>The names on the way to an element, without the root's.</summary>
    public static string WayOf(DomainElement element) =>
        element.Parent is not { } parent ? "" : parent.Parent is null ? element.Name.LocalName : $"{WayOf(parent)}/{element.Name.LocalName}";

    public override string ToString() => Name;

    /// <summary>Asserts that the two texts are the same but for what the edit may touch; what was made to hold it, or was left empty by it, counts as touched.</summary>
    public void AssertNothingElseChanged(DomainText before, DomainText after)
    {
        var lifted = LiftedBetween(before, after).Concat(LiftedBetween(after, before)).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(Without(before, lifted), Without(after, lifted));
        Assert.Equal(before.HasMark, after.HasMark);
    }

    private static PersonEdit Of(string name, Func<DomainText, DomainText> run, Func<DomainElement, bool> isTouched, Action<DomainText> means) => new(name, run, isTouched, _ => false, means);

    private static PersonEdit Of(string name, Func<DomainText, DomainText> run, Func<DomainElement, bool> isTouched, Func<DomainText, bool> mayRefuse, Action<DomainText> means) =>
        new(name, run, isTouched, mayRefuse, means);

    private static Func<DomainElement, bool> At(params string[] ways) => element => ways.Contains(WayOf(element), StringComparer.Ordinal);

    private static bool IsDevice(DomainElement element) => element.Parent is { } parent && WayOf(parent) == "devices";

    private static bool IsPci(DomainElement element) => IsDevice(element) && element.Name == "hostdev" && element["type"] is "pci";

    private static bool IsCard(DomainElement element) => IsPci(element) && element.Find("source")?.Find("address")?["bus"] is "0x3f";

    private static bool IsKeyboard(DomainElement element) => IsDevice(element) && element.Find("source")?["dev"] is Node;

    private static bool IsLookingGlass(DomainElement element) => IsDevice(element) && element.Name == "shmem" && element["name"] is "looking-glass";

    private static bool IsOfWindow(DomainElement element) => IsDevice(element) && (element.Name.LocalName is "video" or "audio"
        || element["type"] is "spice" or "spicevmc" or "spiceport"
        || element.Find("target")?["name"] is "com.redhat.spice.0"
        || (element.Name == "input" && InputTypes.Contains(element["type"] ?? "") && element["bus"] is not "ps2"));

    private static bool IsSizedElsewhere(DomainText text) => DomainNodes.Find(text, "cpu/numa") is not null || text.Root.Find("maxMemory") is not null;

    private static bool HasPagesOfNodes(DomainText text) => DomainNodes.Find(text, "memoryBacking/hugepages")?.Elements.Any(page => page["nodeset"] is not null) == true;

    private static long? PageOf(DomainText text) => DomainSize.BytesOf(DomainNodes.Find(text, "memoryBacking/hugepages/page")!.ToTree());

    private static void IsPinned(DomainText text)
    {
        Assert.Equal("4", text.Root.Find("vcpu")!.Value);
        Assert.Equal("2 2", string.Join(' ', new[] { "cores", "threads" }.Select(name => DomainNodes.Find(text, "cpu/topology")![name])));
        Assert.Equal("0=2 1=10 2=3 3=11", string.Join(' ', text.Root.Find("cputune")!.All("vcpupin").OrderBy(pin => pin["vcpu"], StringComparer.Ordinal).Select(pin => $"{pin["vcpu"]}={pin["cpuset"]}")));
        Assert.Equal("0-1,8-9", DomainNodes.Find(text, "cputune/emulatorpin")!["cpuset"]);
    }

    private static void HasNoWindow(DomainText text)
    {
        Assert.Equal("none", Assert.Single(DomainNodes.Devices(text, "video")).Elements[0]["type"]);
        Assert.DoesNotContain(text.Root.Find("devices")!.Elements, device => device["type"] is "spice" or "spicevmc" or "spiceport" || (device["type"] is "tablet" && device["bus"] is "usb"));
    }

    private static void HasWindow(DomainText text)
    {
        Assert.Contains(DomainNodes.Devices(text, "graphics"), device => device["type"] is "spice");
        Assert.Contains(DomainNodes.Devices(text, "input"), device => device["type"] is "tablet");
        Assert.Contains(DomainNodes.Devices(text, "channel"), device => device.Find("target")?["name"] is "com.redhat.spice.0");
        Assert.Contains(DomainNodes.Devices(text, "video"), device => device.Find("model")?["type"] is not "none");
    }

    // The elements that were made around what was touched, or were empty before.
    private IEnumerable<string> LiftedBetween(DomainText one, DomainText other) =>
        one.Root.Walk().Where(IsTouched).SelectMany(element => Ancestors(element).Select(WayOf)).Where(way => DomainNodes.Find(other, way) is not { Elements.IsEmpty: false });

    private static IEnumerable<DomainElement> Ancestors(DomainElement element)
    {
        for (var parent = element.Parent; parent?.Parent is not null; parent = parent.Parent)
        {
            yield return parent;
        }
    }

    private string Without(DomainText text, HashSet<string> lifted)
    {
        bool IsGone(DomainElement element) => IsTouched(element) || lifted.Contains(WayOf(element));
        var gone = text.Root.Walk().Where(element => IsGone(element) && !Ancestors(element).Any(IsGone)).Select(element => DomainLayout.Extent(text.Text, element)).Reverse();
        return gone.Aggregate(text.Text, (rest, place) => rest[..place.Start] + rest[place.End..]);
    }
}
