using Passthrough.Rehearsal.VirtualPc;

namespace Passthrough.LabTests;

/// <summary>A machine whose firmware has the IOMMU switched off.</summary>
public sealed class MachineWithoutIommu(LabWorkshop workshop) : LabMachine(workshop, new VirtualPcLayout(HasIommu: false));
