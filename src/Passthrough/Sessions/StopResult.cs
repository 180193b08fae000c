using System.Collections.Immutable;
using Passthrough.Host.Display;

namespace Passthrough.Sessions;

/// <summary>How a guest ended.</summary>
/// <param name="WasForced">True when it was ended, false when it shut down by itself.</param>
/// <param name="Holders">Who still holds the card; empty when the card is free.</param>
/// <param name="Released">What the host has back.</param>
public sealed record StopResult(bool WasForced, ImmutableArray<DeviceHolder> Holders, ReleaseResult Released)
{
    /// <summary>True when nobody holds the card.</summary>
    public bool IsCardFree => Holders.IsEmpty;
}
