namespace Passthrough.Host.Boot;

/// <summary>Words on a kernel line that boot to a rescue mode (systemd's <c>kernel-command-line(7)</c>; <c>recovery</c> is Ubuntu's).</summary>
internal static class RescueWords
{
    /// <summary>True when one of them is there.</summary>
    /// <param name="words">A kernel line.</param>
    public static bool AreIn(IEnumerable<string> words) =>
        words.Any(word => word is "single" or "recovery" or "rescue" or "emergency" or "systemd.unit=rescue.target" or "systemd.unit=emergency.target");
}
