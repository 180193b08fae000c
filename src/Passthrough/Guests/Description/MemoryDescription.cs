using Passthrough.Guests.Memory;

namespace Passthrough.Guests.Description;

/// <summary>What is wanted of a guest's memory.</summary>
public sealed record MemoryDescription
{
    /// <summary>In MiB.</summary>
    public int? SizeMiB { get; init; }

    /// <summary>See <see cref="GuestMemory.HugePages"/>.</summary>
    public HugePageSize? HugePages { get; init; }

    /// <summary>See <see cref="GuestMemory.IsLocked"/>.</summary>
    public bool? IsLocked { get; init; }

    /// <summary>See <see cref="GuestMemory.IsMerged"/>.</summary>
    public bool? IsMerged { get; init; }

    /// <summary>See <see cref="GuestMemory.HasBalloon"/>.</summary>
    public bool? HasBalloon { get; init; }

    /// <summary>See <see cref="GuestMemory.Mmio64MiB"/>.</summary>
    public int? Mmio64MiB { get; init; }
}
