namespace Passthrough.Host.Boot;

/// <summary>Words on a kernel line that boot to a rescue mode (systemd's <c>kernel-command-line(7)</c>; <c>recovery</c> is Ubuntu's).</summary>
internal static class RescueWords
{
    /// <summary>This program's own: an isolation script that reads it takes nothing, so that the machine starts as it did before.</summary>
    public const string PassthroughOff = "passthrough=off";

    /// <summary>True when one of them is there.</summary>
    /// <param name="words">A kernel line.</param>
    public static bool AreIn(IEnumerable<string> words) =>
        words.Any(word => word is PassthroughOff or "single" or "recovery" or "rescue" or "emergency" or "systemd.unit=rescue.target" or "systemd.unit=emergency.target");
}
