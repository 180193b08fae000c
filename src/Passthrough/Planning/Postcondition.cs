using System.Text.Json.Serialization;
using Passthrough.Planning.Bridges;
using Passthrough.Planning.UsbSwitches;

namespace Passthrough.Planning;

/// <summary>Something that must be observed on the machine after a change took effect; judged by reading the machine again.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(KernelParameterPresent), "kernelParameterPresent")]
[JsonDerivedType(typeof(KernelParameterAbsent), "kernelParameterAbsent")]
[JsonDerivedType(typeof(IommuState), "iommuState")]
[JsonDerivedType(typeof(DeviceHasDriver), "deviceHasDriver")]
[JsonDerivedType(typeof(IsolatedBeforeDrivers), "isolatedBeforeDrivers")]
[JsonDerivedType(typeof(GroupIsViable), "groupIsViable")]
[JsonDerivedType(typeof(BootEntriesHaveParameter), "bootEntriesHaveParameter")]
[JsonDerivedType(typeof(ModuleParameterIs), "moduleParameterIs")]
[JsonDerivedType(typeof(DisplayIsAlive), "displayIsAlive")]
[JsonDerivedType(typeof(HugePagesReserved), "hugePagesReserved")]
[JsonDerivedType(typeof(HugePagesAllowed), "hugePagesAllowed")]
[JsonDerivedType(typeof(CpusAreIsolated), "cpusAreIsolated")]
[JsonDerivedType(typeof(InterfaceIsPortOf), "interfaceIsPortOf")]
[JsonDerivedType(typeof(GroupMembership), "groupMembership")]
[JsonDerivedType(typeof(LockedMemoryAllowed), "lockedMemoryAllowed")]
[JsonDerivedType(typeof(NetworkIsAutomatic), "networkIsAutomatic")]
[JsonDerivedType(typeof(NetworkIsActive), "networkIsActive")]
[JsonDerivedType(typeof(ForwardingIs), "forwardingIs")]
[JsonDerivedType(typeof(GuestsMayOpen), "guestsMayOpen")]
[JsonDerivedType(typeof(SharedMemoryIs), "sharedMemoryIs")]
[JsonDerivedType(typeof(FileContextIs), "fileContextIs")]
[JsonDerivedType(typeof(FileLabelIs), "fileLabelIs")]
[JsonDerivedType(typeof(GuestsMayRead), "guestsMayRead")]
[JsonDerivedType(typeof(NextDeploymentHasWords), "nextDeploymentHasWords")]
[JsonDerivedType(typeof(NextInitramfsHolds), "nextInitramfsHolds")]
[JsonDerivedType(typeof(PackagesInstalled), "packagesInstalled")]
[JsonDerivedType(typeof(GuestPartIsThere), "guestPartIsThere")]
[JsonDerivedType(typeof(UsbSwitchIs), "usbSwitchIs")]
public abstract record Postcondition
{
    /// <summary>True when it cannot hold before the machine has started anew.</summary>
    public virtual bool AwaitsReboot() => true;

    /// <summary>True when a start of the machine in which it does not hold is not good; false for what a guest finds around it, which no boot loader changes.</summary>
    public virtual bool ConcernsBoot() => true;
}
