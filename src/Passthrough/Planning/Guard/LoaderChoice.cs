using Passthrough.Failures;
using Passthrough.Host.Boot.LoaderEntries;

namespace Passthrough.Planning.Guard;

/// <summary>What a boot loader that can be told what to start was told already.</summary>
internal static class LoaderChoice
{
    /// <summary>Passes when nobody chose the next start, and no earlier trial left its default.</summary>
    /// <param name="variables">What the loader was told.</param>
    /// <param name="fallback">The name of the entry that starts the machine as before.</param>
    /// <exception cref="RefusedException">Somebody did, or it did.</exception>
    public static void RequireNone(LoaderVariables variables, string fallback)
    {
        if (variables.OneShot is { } chosen)
        {
            throw new RefusedException($"it is chosen already what the next start is: {chosen}", LoaderVariables.OneShotName, "reboot first, or take the choice back: sudo bootctl set-oneshot ''");
        }

        if (string.Equals(variables.Default, fallback, StringComparison.Ordinal))
        {
            throw new RefusedException($"{variables.Default} is left from an earlier trial boot", LoaderVariables.DefaultName, "take it out: sudo bootctl set-default ''");
        }
    }
}
