using Passthrough.Failures;

namespace Passthrough.Guests.Editing;

/// <summary>What a domain tells its guest about the hypervisor. Pure.</summary>
public static class FeatureEditor
{
    // The text has 12 bytes in CPUID; QEMU's options end at a comma.
    private const int LongestVendorId = 12;

    /// <summary>The domain with KVM's own CPUID leaves hidden: drivers of NVIDIA's before 465 do not work where they see them.</summary>
    public static DomainText HideKvm(DomainText text) => DomainNodes.Set(text, "features/kvm/hidden", ("state", "on"));

    /// <summary>The domain with another vendor in Hyper-V's CPUID leaf: drivers of AMD's and old ones of NVIDIA's look there.</summary>
    /// <param name="text">The domain.</param>
    /// <param name="vendor">At most 12 characters of ASCII, no comma.</param>
    /// <exception cref="InvalidInputException">The vendor breaks that.</exception>
    /// <exception cref="RefusedException">The domain shows the host's own leaves.</exception>
    public static DomainText SetVendorId(DomainText text, string vendor)
    {
        if (vendor.Length is < 1 or > LongestVendorId || vendor.Any(letter => letter is ',' or < ' ' or > '~'))
        {
            throw new InvalidInputException($"'{vendor}' is no vendor id: it has 1 to {LongestVendorId} characters of ASCII without a comma", null, "write it like --vendor-id 0123456789ab");
        }

        if (DomainNodes.Find(text, "features/hyperv")?["mode"] is "passthrough")
        {
            throw new RefusedException($"'{text.Path}' passes all of Hyper-V's features on (hyperv mode='passthrough'), so none can be set; nothing was changed", text.Path, "make the mode 'custom' by hand first: virsh edit");
        }

        return DomainNodes.Set(text, "features/hyperv/vendor_id", ("state", "on"), ("value", vendor));
    }

    /// <summary>The domain with the I/O APIC of the kernel: with QEMU's, interrupts of a card may get lost on q35.</summary>
    public static DomainText UseKernelIoapic(DomainText text) => DomainNodes.Set(text, "features/ioapic", ("driver", "kvm"));
}
