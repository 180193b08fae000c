using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Passthrough.Guests.KubeVirt;

/// <summary>A guest for a KubeVirt cluster.</summary>
/// <param name="Machine">The <c>VirtualMachine</c> (<c>kubevirt.io/v1</c>).</param>
/// <param name="Permitted">
/// What the cluster's <c>KubeVirt</c> resource has to allow for it, in the place where it stands there: to be merged, never to be applied, since a list that is applied replaces the cluster's
/// own. Null when the guest needs nothing allowed.
/// </param>
/// <param name="NotKept">What the manifest cannot say.</param>
/// <param name="Needs">What must be there before it starts.</param>
public sealed record KubeVirtGuest(JsonObject Machine, JsonObject? Permitted, ImmutableArray<NotKept> NotKept, ImmutableArray<string> Needs)
{
    // What KubeVirt's own templates give a guest before it is killed: Windows takes its time. KubeVirt's default is 30.
    private const int GraceSeconds = 180;

    /// <summary>The guest as KubeVirt takes it. Pure.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="timeZone">The machine's time zone, such as <c>Europe/Berlin</c>; null when it is not known.</param>
    public static KubeVirtGuest Of(GuestSpec guest, string? timeZone)
    {
        var names = ClusterNames.Of(guest);
        return new KubeVirtGuest(MachineOf(guest, names, timeZone), PermittedDevices.Of(guest), [.. NotKeptOf(guest, names, timeZone)], [.. ClusterNeeds.Of(guest)]);
    }

    private static JsonObject MachineOf(GuestSpec guest, ClusterNames names, string? timeZone) => Tree.Map(
        ("apiVersion", "kubevirt.io/v1"),
        ("kind", "VirtualMachine"),
        ("metadata", Tree.Map(("name", names.Machine))),
        ("spec", Tree.Map(
            // Started and stopped by hand, and off when its system has shut itself down: as on the desk.
            ("runStrategy", "Manual"),
            ("template", Tree.Map(
                ("metadata", Tree.Map(
                    ("labels", Tree.Map(("kubevirt.io/domain", names.Machine))),
                    ("annotations", Tree.Map(("vm.kubevirt.io/os", EnumWord.Of(guest.Os)))))),
                ("spec", Tree.Map(
                    ("domain", DomainOf(guest, names, timeZone)),
                    ("networks", Tree.List(NetworkSection.Networks(guest))),
                    ("volumes", Tree.List([.. DiskSection.Volumes(guest, names), .. ShareSection.Volumes(guest, names)])),
                    ("terminationGracePeriodSeconds", GraceSeconds))))))));

    private static JsonObject DomainOf(GuestSpec guest, ClusterNames names, string? timeZone) => Tree.Map(
        ("machine", Tree.Map(("type", "q35"))),
        ("firmware", FirmwareSection.Of(guest)),
        ("cpu", ProcessorSection.Of(guest)),
        ("memory", MemorySection.Of(guest)),
        ("features", FeatureSection.Of(guest)),
        ("clock", ClockSection.Of(guest, timeZone)),
        ("ioThreadsPolicy", Tree.When(IoThreadRules.HasAny(guest), "shared")),
        ("devices", Tree.Map(
            ("autoattachGraphicsDevice", ConsoleSection.HasPicture(guest)),
            ("autoattachMemBalloon", guest.Memory.HasBalloon),
            ("autoattachPodInterface", Tree.When(guest.Networks.IsEmpty, false)),
            ("logSerialConsole", Tree.When(guest.SerialLogPath is not null, true)),
            ("blockMultiQueue", Tree.When(DiskSection.HasQueues(guest), true)),
            ("networkInterfaceMultiqueue", Tree.When(NetworkSection.HasQueues(guest), true)),
            ("gpus", Tree.List(DeviceSection.Gpus(guest))),
            ("hostDevices", Tree.List(DeviceSection.HostDevices(guest))),
            ("disks", Tree.List(DiskSection.Disks(guest, names))),
            ("filesystems", Tree.List(ShareSection.FileSystems(names))),
            ("interfaces", Tree.List(NetworkSection.Interfaces(guest))),
            ("inputs", Tree.List(ConsoleSection.Inputs(guest))),
            ("sound", ConsoleSection.Sound(guest)),
            ("tpm", FirmwareSection.Tpm(guest)),
            // Every guest has a source of randomness on a cluster; it costs nothing.
            ("rng", new JsonObject()))));

    private static IEnumerable<NotKept> NotKeptOf(GuestSpec guest, ClusterNames names, string? timeZone) =>
    [
        .. MachineNotKept(guest, names),
        .. FirmwareSection.NotKept(guest),
        .. MemorySection.NotKept(guest),
        .. ProcessorSection.NotKept(guest),
        .. IoThreadRules.NotKept(guest),
        .. FeatureSection.NotKept(guest),
        .. ClockSection.NotKept(guest, timeZone),
        .. DeviceSection.NotKept(guest),
        .. DiskSection.NotKept(guest, names),
        .. NetworkSection.NotKept(guest),
        .. ConsoleSection.NotKept(guest),
        .. ShareSection.NotKept(guest, names),
    ];

    private static IEnumerable<NotKept> MachineNotKept(GuestSpec guest, ClusterNames names)
    {
        if (names.Machine != guest.Name)
        {
            yield return new NotKept("name", $"a name in a cluster has small letters, digits and hyphens only: '{names.Machine}' stands for '{guest.Name}'");
        }

        if (guest.Stage == GuestStage.Installation)
        {
            yield return new NotKept("stage", "this is the guest as its system is installed, without its card: export it again when it owns the card");
        }

        if (guest.Accelerator == GuestAccelerator.Tcg)
        {
            yield return new NotKept("accelerator", "emulation is the whole cluster's choice (developerConfiguration.useEmulation), and used only on nodes without KVM");
        }

        if (guest.Machine == GuestMachine.I440fx)
        {
            yield return new NotKept("machine", "KubeVirt takes q35 only; the guest's system sees another chipset and may ask for drivers");
        }
    }
}
