using Passthrough.Guests.Display;

namespace Passthrough.Guests.Description;

/// <summary>What is wanted of Looking Glass.</summary>
/// <param name="Resolution">The largest picture.</param>
public sealed record LookingGlassDescription(Resolution Resolution)
{
    /// <summary>True for pictures with a high dynamic range.</summary>
    public bool? IsHdr { get; init; }

    /// <summary>See <see cref="LookingGlass.Memory"/>.</summary>
    public SharedMemoryKind? Memory { get; init; }
}
