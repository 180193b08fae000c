using System.Text.Json.Nodes;
using Passthrough.Cli.Views;
using Passthrough.Guests;
using Passthrough.Guests.KubeVirt;
using Passthrough.Tests.Corpora;

namespace Passthrough.Tests.Guests.KubeVirt;

/// <summary>Guests as a cluster takes them.</summary>
public class KubeVirtGuestTests
{
    private const string Zone = "Europe/Berlin";

    // Changes that a cluster does not see, and rightly.
    private static readonly string[] Inert =
    [
        // What this machine gives up for it, and what runs it here, is what the manifest replaces.
        "GuestCpu.IsIsolated: False", "GuestCpu.IsIsolated: True",
        "GuestInput.IsPersistent: False", "GuestInput.IsPersistent: True",
        "GuestSpec.Runtime: Libvirt", "GuestSpec.Runtime: Qemu",
        "GuestSpec.Sleep: Allow", "GuestSpec.Sleep: Inhibit",
        "GuestSpec.TakesScreen: False", "GuestSpec.TakesScreen: True",
    ];

    // What means nothing in some guests, and in which.
    private static readonly Dictionary<string, string> Meaningless = new(StringComparer.Ordinal)
    {
        ["GuestCpu.IsIsolated"] = "the node's own",
        ["GuestDisk.Aio"] = "discs",
        ["GuestDisk.Cache"] = "discs",
        ["GuestDisk.HasDiscard"] = "discs",
        ["GuestDisk.IsReadOnly"] = "discs",
        ["GuestDisk.IoThread"] = "the number of a thread",
        ["GuestDisk.Queues"] = "one queue in place of the usual one",
        ["GuestFirmware.CodePath"] = "a BIOS",
        ["GuestFirmware.Format"] = "a BIOS",
        ["GuestFirmware.VariablesTemplatePath"] = "a BIOS",
        ["GuestInput.IsPersistent"] = "no shared keyboard",
        ["GuestInput.Toggle"] = "no shared keyboard",
        ["GuestSound.RuntimeFolder"] = "no sound server",
        ["GuestSpec.Gpu"] = "no card",
        ["GuestSpec.Runtime"] = "the manifest replaces it",
        ["GuestSpec.Sleep"] = "the node's own",
        ["GuestSpec.TakesScreen"] = "the node's own",
        ["PassedUsb.Bus"] = "named by its ids",
        ["PassedUsb.Port"] = "named by its ids",
        ["PassedUsb.Product"] = "named by its port",
    };

    public static TheoryData<string, string> Names => TestGuests.Pinned;

    [Theory]
    [MemberData(nameof(Names))]
    public void The_manifest_is_as_pinned(string machine, string name) => Golden.Matches($"guests/{machine}/{name}.kubevirt.yaml", Text(TestGuests.PinnedDesign(machine, name).Guest));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_manifest_keeps_to_the_schema_of_KubeVirt(string machine, string name) =>
        Assert.Empty(Schema().Problems("v1.VirtualMachine", Exported(TestGuests.PinnedDesign(machine, name).Guest).Machine));

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_permitted_keeps_to_the_schema_of_KubeVirt(string machine, string name)
    {
        var schema = Schema();
        Assert.Empty(new[] { Exported(TestGuests.PinnedDesign(machine, name).Guest).Permitted }.OfType<JsonObject>().SelectMany(permitted => schema.Problems("v1.KubeVirt", permitted)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_guest_with_anything_changed_keeps_to_the_schema_too(string machine, string name)
    {
        var schema = Schema();
        Assert.Empty(GuestVariants.Of(TestGuests.PinnedDesign(machine, name).Guest).SelectMany(variant => schema.Problems("v1.VirtualMachine", Exported(variant.Guest).Machine).Select(problem => $"{variant.Change}: {problem}")));
    }

    // Not in every guest: the cache of a disc, or the keys that hand over a keyboard that is not there, are nothing that could be kept.
    [Fact]
    public void Whatever_can_be_changed_of_a_guest_is_in_some_guest_seen_in_the_manifest_or_said_not_to_be_kept()
    {
        var changes = TestGuests.Pinned.Select(row => TestGuests.PinnedDesign(row.Data.Item1, row.Data.Item2).Guest)
            .SelectMany(guest => GuestVariants.Of(guest).Select(variant => (variant.Change, IsSeen: Text(variant.Guest) != Text(guest))))
            .ToLookup(change => change.Change, change => change.IsSeen, StringComparer.Ordinal);
        Assert.NotEmpty(changes);
        Assert.Equal(Inert, changes.Where(change => !change.Contains(true)).Select(change => change.Key).Order(StringComparer.Ordinal));
    }

    // Everything else is seen or said in every guest.
    [Fact]
    public void Only_what_means_nothing_in_a_guest_is_passed_over_there()
    {
        var silent = TestGuests.Pinned.Select(row => TestGuests.PinnedDesign(row.Data.Item1, row.Data.Item2).Guest)
            .SelectMany(guest => GuestVariants.Of(guest).Where(variant => Text(variant.Guest) == Text(guest)).Select(variant => variant.Change.Split(':')[0]))
            .Distinct(StringComparer.Ordinal).ToList();
        Assert.Empty(silent.Except(Meaningless.Keys, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void KubeVirt_admits_the_guest_with_anything_changed(string machine, string name)
    {
        var guest = TestGuests.PinnedDesign(machine, name).Guest;
        // Two disks in one place of the order of starting are refused by the intent already.
        var variants = GuestVariants.Of(guest).Where(variant => !variant.Change.StartsWith("GuestDisk.BootOrder", StringComparison.Ordinal)).Prepend((Change: "", Guest: guest));
        Assert.Empty(variants.SelectMany(variant => AdmissionRules.Problems(Exported(variant.Guest).Machine).Select(problem => $"{variant.Change}: {problem}")));
    }

    [Fact]
    public void A_wrong_manifest_is_refused_by_the_schema_of_KubeVirt()
    {
        var schema = Schema();
        var manifest = Exported(TestGuests.Guest).Machine;
        var domain = manifest["spec"]!["template"]!["spec"]!["domain"]!;
        domain["cpu"]!["coers"] = 4;
        domain["memory"]!["guest"] = "much";
        domain["devices"]!["rng"] = true;
        Assert.Equal(
            [".spec.template.spec.domain.cpu.coers: is not known", ".spec.template.spec.domain.devices.rng: 'true' is no object", ".spec.template.spec.domain.memory.guest: 'much' is no quantity"],
            schema.Problems("v1.VirtualMachine", manifest).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Two_equal_functions_of_one_slot_are_told()
    {
        var twin = TestGuests.Guest.Devices[0];
        var guest = TestGuests.Guest with { Devices = [twin, twin with { Device = twin.Device with { Address = twin.Device.Address with { Function = 2 } } }] };
        Assert.Contains(Exported(guest).NotKept, part => part.Reason.Contains("0000:01:00.0 and 0000:01:00.2 are equal", StringComparison.Ordinal));
    }

    [Fact]
    public void Local_time_without_a_known_zone_is_told()
    {
        var exported = KubeVirtGuest.Of(TestGuests.Guest with { Clock = GuestClock.LocalTime }, null);
        Assert.NotNull(exported.Machine["spec"]!["template"]!["spec"]!["domain"]!["clock"]!["utc"]);
        Assert.Contains(exported.NotKept, part => part.Key == "clock");
    }

    [Fact]
    public void A_guest_without_devices_and_folders_needs_nothing_permitted() => Assert.Null(Exported(TestGuests.Guest with { Devices = [], Gpu = null }).Permitted);

    [Fact]
    public void What_is_permitted_is_as_pinned() => Golden.Matches(
        "guests/desktop/everything.permitted.yaml",
        ManifestText.Yaml(KubeVirtView.PermittedLines(120), Exported(TestGuests.PinnedDesign("desktop", "everything").Guest).Permitted!));

    private static KubeVirtGuest Exported(GuestSpec guest) => KubeVirtGuest.Of(guest, Zone);

    private static string Text(GuestSpec guest)
    {
        var exported = Exported(guest);
        return ManifestText.Yaml(KubeVirtView.Lines(exported, 120), exported.Machine);
    }

    private static OpenApiSchema Schema() => OpenApiSchema.Read(Path.Combine(CorpusFolder.Require("kubevirt"), "swagger.json"));
}
