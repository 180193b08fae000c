namespace Passthrough.LabTests;

/// <summary>The longer campaigns of <c>./test --long</c>.</summary>
internal static class LongCampaign
{
    /// <summary>True when <c>PASSTHROUGH_LONG</c> is set, as <c>./test --long</c> does.</summary>
    public static bool IsAsked => Environment.GetEnvironmentVariable("PASSTHROUGH_LONG") == "1";

    /// <summary>Cases that only the long campaign has time for; none otherwise.</summary>
    /// <param name="cases">The cases.</param>
    public static IEnumerable<T> Only<T>(params IEnumerable<T> cases) => IsAsked ? cases : [];
}
