using Passthrough.Rehearsal.VirtualPc;

namespace Passthrough.LabTests;

/// <summary>A machine with the boot card and no other.</summary>
public sealed class MachineWithOneDisplay(LabWorkshop workshop) : LabMachine(workshop, new VirtualPcLayout(HasSecondDisplay: false));
