namespace Passthrough.LabTests;

/// <summary>
/// Two virtual PCs run at a time, as long as two cores allow. xunit begins collections in an order that cannot be relied on, and what takes longest may run alone at the end: so each
/// class is in one of two long collections, or in the short one of <see cref="IsolatedCard"/>.
/// </summary>
internal static class Lane
{
    /// <summary>What is killed, what is refused, trial boots, and dracut.</summary>
    public const string Refusals = "refusals";

    /// <summary>The whole way, and power cuts.</summary>
    public const string Ways = "ways";
}
