using Passthrough.Rehearsal.VirtualPc;

namespace Passthrough.LabTests;

/// <summary>A machine as it was installed: the IOMMU is there, and the kernel does not use it.</summary>
public sealed class FreshMachine(LabWorkshop workshop) : LabMachine(workshop, new VirtualPcLayout());
