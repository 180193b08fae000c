using System.Text.Json.Serialization;
using Passthrough.Host;
using Passthrough.Host.Pci;
using Passthrough.Planning.Isolation;

namespace Passthrough.Planning;

/// <summary>What the person asked for.</summary>
/// <param name="Gpu">The display function of the card that a guest shall own.</param>
/// <param name="AllowHolders">True when the person accepts that processes hold the card now (they lose it at the next boot).</param>
public sealed record PlanRequest(PciAddress Gpu, bool AllowHolders = false)
{
    /// <summary>How the card is kept for guests.</summary>
    [JsonConverter(typeof(CamelCaseEnumConverter<IsolationWay>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IsolationWay Isolation { get; init; }

    /// <summary>True when guests shall be able to touch processor registers that KVM does not know (<see cref="KvmOptions"/>).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IgnoreMsrs { get; init; }

    /// <summary>True when the new configuration shall be the default at once, without a trial boot, and without a way back in the boot menu but where the loader has no other.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool NoTrial { get; init; }

    /// <summary>Memory in MiB that the kernel shall set aside in huge pages as it starts; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long? HugePagesMiB { get; init; }

    /// <summary>The size of such a page in KiB; null for what suits the machine.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long? HugePageKib { get; init; }

    /// <summary>The number of the NUMA node that all of them shall be on; null for all nodes evenly, as the kernel does by itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int? HugePagesNode { get; init; }

    /// <summary>Memory in MiB that guests may take in huge pages of the ordinary size while the machine runs, beyond what was set aside; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long? HugePagesOvercommitMiB { get; init; }

    /// <summary>What a patched kernel shall believe to be kept apart (<c>downstream</c>, <c>multifunction</c>, or both with a comma between); null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? AcsOverride { get; init; }

    /// <summary>The addresses of the devices whose memory the guest can then reach, which the person accepts, with commas between; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Exposed { get; init; }

    /// <summary>The CPUs that the kernel shall leave to a guest: a list (<c>2-5,8</c>) or <c>auto</c>; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? IsolateCpus { get; init; }

    /// <summary>True when the packages that guests need and that are missing shall be installed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Packages { get; init; }

    /// <summary>The name of the user who shall run guests and is put into their groups and limits; null for nobody.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? User { get; init; }

    /// <summary>Memory in MiB that this user may lock; null for all but what the host needs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long? MemlockMiB { get; init; }

    /// <summary>True when libvirt's network <c>default</c> shall be on, now and from each start on.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool DefaultNetwork { get; init; }

    /// <summary>True when the host shall forward IPv4.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Forwarding { get; init; }

    /// <summary>Input devices that guests may open themselves, paths below <c>/dev/input</c> with commas between them; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Evdev { get; init; }

    /// <summary>The machine's own path of an option ROM that libvirt's guests shall be able to read; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Rom { get; init; }

    /// <summary>The largest resolution that Looking Glass shall show, such as <c>2560x1440</c>; null for no memory shared with it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? LookingGlass { get; init; }

    /// <summary>True when that memory shall be the module kvmfr's, false for a file in <c>/dev/shm</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Kvmfr { get; init; }

    /// <summary>The path of this program, which the machine runs at its next start to look at it.</summary>
    public string Program { get; init; } = HostRoots.Live.Usr("local/bin/passthrough");
}
