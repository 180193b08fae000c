using System.Text.Json.Serialization;
using Passthrough.Planning.Bridges;

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
public abstract record Postcondition;
