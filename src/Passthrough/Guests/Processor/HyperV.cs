using System.Collections.Immutable;

namespace Passthrough.Guests.Processor;

/// <summary>The interfaces of Hyper-V that a Windows guest is shown (<c>docs/system/i386/hyperv.rst</c> of QEMU), and what else drivers look at.</summary>
/// <param name="IsOn">True when they are shown: all of <see cref="Interfaces"/>.</param>
/// <param name="VendorId">1 to 12 characters in place of <c>Microsoft Hv</c>, which some drivers of cards refuse; null for the usual.</param>
public sealed record HyperV(bool IsOn, string? VendorId)
{
    /// <summary>libvirt's name of the vendor id.</summary>
    public const string VendorName = "vendor_id";

    /// <summary>How often a lock is tried before the guest yields: what QEMU's and libvirt's documents recommend, and after which Hyper-V's own guests ask.</summary>
    public const int SpinRetries = 8191;

    /// <summary>What is shown, by libvirt's names and in its order; QEMU calls them the same behind <c>hv-</c>, and shows the clock (<c>hv-time</c>) besides, which libvirt counts among timers.</summary>
    public static ImmutableArray<string> Interfaces { get; } =
        ["relaxed", "vapic", "spinlocks", "vpindex", "runtime", "synic", "stimer", "reset", VendorName, "frequencies", "tlbflush", "ipi"];

    /// <summary>A guest that is shown nothing of it.</summary>
    public static HyperV Off { get; } = new(IsOn: false, null);
}
