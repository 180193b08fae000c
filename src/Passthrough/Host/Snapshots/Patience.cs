namespace Passthrough.Host.Snapshots;

/// <summary>How long a rule may look through one file before that file is left out.</summary>
internal static class Patience
{
    /// <summary>In milliseconds.</summary>
    public const int Milliseconds = 20_000;
}
