using System.Collections.Immutable;
using Passthrough.Host;

namespace Passthrough.Rehearsal.VirtualPc;

/// <summary>What executes the virtual PC's instructions.</summary>
/// <param name="Name">For people: <c>KVM</c> or <c>TCG (software emulation)</c>.</param>
/// <param name="MachineOptions">QEMU's options for it.</param>
/// <param name="Reason">Why this one, in words.</param>
public sealed record Accelerator(string Name, ImmutableArray<string> MachineOptions, string Reason)
{
    private const string KvmName = "KVM";

    /// <summary>True for hardware virtualization.</summary>
    public bool IsKvm => Name == KvmName;

    /// <summary>KVM when the processor offers virtualization and <c>/dev/kvm</c> opens (whether it works, only a boot tells), else software emulation.</summary>
    public static Accelerator CandidateFor(HostFacts host, HostRoots roots)
    {
        if (host.Cpu.HasVirtualization != true)
        {
            return Tcg("the processor shows neither vmx nor svm");
        }

        try
        {
            using var device = new FileStream(roots.Dev("kvm"), FileMode.Open, FileAccess.ReadWrite);
            return Kvm("the processor shows vmx or svm, and /dev/kvm opens");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Tcg($"/dev/kvm cannot be opened: {exception.Message}");
        }
    }

    /// <summary>Hardware virtualization. Interrupt remapping needs the split interrupt controller.</summary>
    public static Accelerator Kvm(string reason) =>
        new(KvmName, ["-accel", "kvm", "-machine", "kernel-irqchip=split", "-cpu", "host"], reason);

    /// <summary>Software emulation, which works everywhere. Needs a CPU model that software can emulate in full; without AVX and XSAVE it is a seventh faster.</summary>
    public static Accelerator Tcg(string reason) =>
        new("TCG (software emulation)", ["-accel", "tcg,thread=multi,tb-size=512", "-cpu", "Westmere"], reason);
}
