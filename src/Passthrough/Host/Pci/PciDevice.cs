using System.Collections.Immutable;
using Passthrough.Host.Pci.Config;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Pci;

/// <summary>One PCI function as <c>/sys/bus/pci/devices/ADDRESS/</c> shows it.</summary>
public sealed record PciDevice
{
    /// <summary>The folder's name.</summary>
    public required PciAddress Address { get; init; }

    /// <summary>Vendor, device and subsystem ids.</summary>
    public required PciIdentity Identity { get; init; }

    /// <summary>The class code (file <c>class</c>).</summary>
    public required PciClass Class { get; init; }

    /// <summary>The revision (file <c>revision</c>); null when absent.</summary>
    public byte? Revision { get; init; }

    /// <summary>The bound driver's name (link <c>driver</c>); null when no driver is bound.</summary>
    public string? Driver { get; init; }

    /// <summary>The only driver allowed to bind (file <c>driver_override</c>); null when none is set, and while a write about the function waits in the kernel (<see cref="PendingWrite"/>).</summary>
    public string? DriverOverride { get; init; }

    /// <summary>The IOMMU group's number (link <c>iommu_group</c>); null when the kernel made no groups or the function has none.</summary>
    public int? IommuGroup { get; init; }

    /// <summary>True for the display that the firmware booted with (file <c>boot_vga</c>); null when the file is absent.</summary>
    public bool? BootVga { get; init; }

    /// <summary>The NUMA node (file <c>numa_node</c>); null when absent or -1.</summary>
    public int? NumaNode { get; init; }

    /// <summary>The bridges above, from the root port down to the parent (from the resolved device path); empty on a root bus.</summary>
    public ImmutableArray<PciAddress> Upstream { get; init; } = [];

    /// <summary>The base address registers that are in use; empty when <c>resource</c> is absent.</summary>
    public ImmutableArray<PciBar> Bars { get; init; } = [];

    /// <summary>Ways to reset the function that the kernel knows (file <c>reset_method</c>, since Linux 5.15); null when absent, empty when none.</summary>
    public ImmutableArray<string>? ResetMethods { get; init; }

    /// <summary>The power state (file <c>power_state</c>, such as <c>D0</c> or <c>D3cold</c>); null when absent.</summary>
    public string? PowerState { get; init; }

    /// <summary>False when the function may not be switched off entirely while it idles (file <c>d3cold_allowed</c>); null when absent.</summary>
    public bool? D3ColdAllowed { get; init; }

    /// <summary>
    /// The fastest and widest that the link towards the root can be with this function (files <c>max_link_speed</c>, <c>max_link_width</c>); null when the
    /// function has no link, or is switched off (D3cold), where asking would wake it.
    /// </summary>
    public PciLinkState? MaxLink { get; init; }

    /// <summary>
    /// The link now (files <c>current_link_speed</c>, <c>current_link_width</c>); null as <see cref="MaxLink"/>. An idle card runs its link slowly, so a low speed
    /// is no fault; a width below both ends' maximum is.
    /// </summary>
    public PciLinkState? CurrentLink { get; init; }

    /// <summary>
    /// The BARs whose size can be chosen (files <c>resourceN_resize</c>, since Linux 6.1, else config space); empty when there are none or neither can be read.
    /// </summary>
    public ImmutableArray<PciResizableBar> ResizableBars { get; init; } = [];

    /// <summary>True when the kernel offers the function's option ROM (file <c>rom</c> is there); reading it needs root and the function awake.</summary>
    public bool HasOptionRom { get; init; }

    /// <summary>What the option ROM of a display function holds (file <c>rom</c>); null when it was not read: to no other than root, and to root only after <c>1</c> was written there.</summary>
    public OptionRom? OptionRom { get; init; }

    /// <summary>The bus below a bridge (file <c>secondary_bus_number</c>); null for other functions and where the file is absent.</summary>
    public byte? SecondaryBus { get; init; }

    /// <summary>The name of the physical slot that holds the function (<c>/sys/bus/pci/slots/NAME/address</c>); null when the firmware names none.</summary>
    public string? PhysicalSlot { get; init; }

    /// <summary>
    /// What config space says (file <c>config</c>); null when absent, not asked for, or when the function is switched off (D3cold), where asking would wake it.
    /// </summary>
    public PciConfiguration? Config { get; init; }

    /// <summary>
    /// True when config space answers with nothing but ones (file <c>config</c> begins with <c>ff ff ff ff</c>): the device has fallen off the bus or does not wake, and
    /// QEMU calls it "Unknown PCI header type '127'". False also when config space was not read.
    /// </summary>
    public bool IsGone { get; init; }

    /// <summary>The class in words, from this program's own table.</summary>
    public string ClassName => PciClassNames.Of(Class);

    /// <summary>The module alias (file <c>modalias</c>); null when absent.</summary>
    public string? Modalias { get; init; }

    /// <summary>The vendor's name from the system's pci.ids; null when the list or the entry is absent.</summary>
    public string? VendorName { get; init; }

    /// <summary>The device's name from the system's pci.ids; null when the list or the entry is absent.</summary>
    public string? DeviceName { get; init; }
}
