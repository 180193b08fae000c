using Passthrough.Failures;
using Passthrough.Host;

namespace Passthrough.Guests;

/// <summary>Emulation is many times slower, so it is never fallen back to silently.</summary>
public static class AccelerationRule
{
    /// <summary>Passes when the machine can execute a guest in the way that is asked for.</summary>
    /// <exception cref="RefusedException">KVM is asked for and the machine has none that is usable.</exception>
    public static void Require(GuestAccelerator accelerator, HostFacts host)
    {
        var missing = host switch
        {
            _ when accelerator == GuestAccelerator.Tcg => null,
            { Virtualization.HasKvmDevice: false } => "/dev/kvm does not exist",
            { Cpu.HasVirtualization: false } => "the processor shows neither vmx nor svm, so /dev/kvm cannot work",
            _ => null,
        };
        if (missing is not null)
        {
            throw new RefusedException(
                $"the guest cannot use KVM: {missing}", null, "switch virtualization (VT-x, SVM) on in the firmware, or ask for slow emulation with --accelerator tcg (in passthrough.yaml: 'accelerator: tcg')");
        }
    }
}
