using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Display;
using Passthrough.Host.Pci;
using Passthrough.Readiness;

namespace Passthrough.Planning.Isolation;

/// <summary>
/// The word <c>pcie_acs_override=</c> of patched kernels: the kernel then believes of ports without access control (ACS) that they keep devices apart. They do not: a guest with the card could reach the
/// memory of the devices beside it. So each of them has to be named, and the kernel has to know the word.
/// </summary>
internal static class AcsOverride
{
    private static readonly ImmutableArray<string> Parts = ["downstream", "multifunction"];

    /// <summary>The words for the kernel line; none when they were not asked for.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="request">What was asked.</param>
    /// <exception cref="InvalidInputException">The text is no list of what the word takes.</exception>
    /// <exception cref="RefusedException">The kernel does not know the word, or the groups are not known yet.</exception>
    public static ImmutableArray<string> Words(HostFacts facts, PlanRequest request)
    {
        if (request.AcsOverride is not { } text)
        {
            return [];
        }

        var parts = text.Split(',');
        if (parts.Except(Parts, StringComparer.Ordinal).FirstOrDefault() is { } odd)
        {
            throw new InvalidInputException($"'{odd}' is nothing that pcie_acs_override takes", null, $"say {string.Join(", ", Parts)}, or both with a comma between");
        }

        if (!facts.Iommu.IsOn)
        {
            throw new RefusedException("the IOMMU is off, so it is not known yet whether the card shares its group with anything", HostRoots.Live.Sys("kernel/iommu_groups"), "plan without --acs-override first, and look at the groups after the reboot: passthrough groups");
        }

        if (facts.Iommu.KnowsAcsOverride is not true)
        {
            throw new RefusedException(
                facts.Iommu.KnowsAcsOverride is null ? "whether the running kernel knows pcie_acs_override cannot be read" : "the running kernel does not know pcie_acs_override: only kernels with that patch do (linux-zen, CachyOS, Proxmox)",
                HostRoots.Live.Proc("kallsyms"), "another slot, or a firmware setting for ACS, separates devices truly; without the patch the word does nothing");
        }

        return [$"pcie_acs_override={text}"];
    }

    /// <summary>Passes when each device that the guest could then reach is named.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="card">The card.</param>
    /// <param name="request">What was asked.</param>
    /// <exception cref="InvalidInputException">An address is malformed.</exception>
    /// <exception cref="RefusedException">A device beside the card is not named.</exception>
    public static void RequireNamed(HostFacts facts, GraphicsCard card, PlanRequest request)
    {
        var named = (request.Exposed ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(text => PciAddress.TryParse(text, out var address) ? address : throw new InvalidInputException($"'{text}' is not a PCI address", null, "write it like 0000:02:00.0"))
            .ToList();
        ImmutableArray<PciDevice> hidden = [.. GroupIsolation.ForeignEndpoints(facts, card).Where(device => !named.Contains(device.Address))];
        if (!hidden.IsEmpty)
        {
            throw new RefusedException(
                $"with an ACS override the guest could reach the memory of {string.Join("; ", hidden.Select(device => $"{device.Address} {DeviceWords.Describe(device)}"))}",
                HostRoots.Live.Sys("kernel/iommu_groups"),
                $"accept that for each of them: {string.Join(' ', hidden.Select(device => $"--expose {device.Address}"))}");
        }
    }
}
