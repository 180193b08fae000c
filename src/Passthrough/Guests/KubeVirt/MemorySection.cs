using System.Globalization;
using System.Text.Json.Nodes;
using Passthrough.Guests.Memory;

namespace Passthrough.Guests.KubeVirt;

/// <summary>A guest's memory.</summary>
internal static class MemorySection
{
    private const int Step = 1024;

    /// <summary><c>memory</c>.</summary>
    public static JsonObject Of(GuestSpec guest) => Tree.Map(
        ("guest", Quantity(guest.Memory.SizeMiB)),
        ("hugepages", PageSize(guest.Memory.HugePages) is { } size ? Tree.Map(("pageSize", size)) : null));

    /// <summary>The size as Kubernetes writes it: the largest unit of which it is a whole number.</summary>
    /// <param name="mib">In MiB, above 0.</param>
    public static string Quantity(int mib)
    {
        var (number, unit) = mib % (Step * Step) == 0 ? (mib / (Step * Step), "Ti") : mib % Step == 0 ? (mib / Step, "Gi") : (mib, "Mi");
        return number.ToString(CultureInfo.InvariantCulture) + unit;
    }

    /// <summary>Huge pages in the words that KubeVirt knows; null without.</summary>
    public static string? PageSize(HugePageSize size) => GuestMemory.PageBytes(size) is { } bytes ? Quantity((int)(bytes >> 20)) : null;

    /// <summary>What cannot be said.</summary>
    public static IEnumerable<NotKept> NotKept(GuestSpec guest)
    {
        var memory = guest.Memory;
        if (memory.IsLocked)
        {
            yield return new NotKept("memory.locked", "cannot be asked for; all of it is pinned in any case where a PCI device is passed through");
        }

        if (memory.IsMerged)
        {
            yield return new NotKept("memory.merge", "whether equal pages are joined is the whole cluster's choice (ksmConfiguration)");
        }

        if (memory.IsShared == guest.Shares.IsEmpty)
        {
            yield return new NotKept("memory", "KubeVirt shares it with other processes where a folder is shared, and only there");
        }

        if (memory.Mmio64MiB is { } window)
        {
            yield return new NotKept("memory.mmio-window", $"the window of {MemorySize.Words(window)} for BARs above 4 GiB cannot be asked for: KubeVirt's OVMF chooses it itself");
        }
    }
}
