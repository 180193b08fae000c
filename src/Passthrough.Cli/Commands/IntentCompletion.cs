using System.CommandLine;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Intent;

namespace Passthrough.Cli.Commands;

/// <summary>Completes words with names of this machine's passthrough.yaml.</summary>
internal static class IntentCompletion
{
    /// <summary>Completes an argument.</summary>
    /// <param name="argument">The argument.</param>
    /// <param name="words">The names that fit.</param>
    /// <returns>The argument.</returns>
    public static Argument<T> CompletedBy<T>(this Argument<T> argument, Func<IntentFile, IEnumerable<string>> words)
    {
        argument.CompletionSources.Add(_ => Read(words));
        return argument;
    }

    // A file that cannot be understood completes nothing; the command itself says why.
    private static IEnumerable<string> Read(Func<IntentFile, IEnumerable<string>> words)
    {
        try
        {
            return words(IntentStore.Read(HostRoots.Live));
        }
        catch (PassthroughException)
        {
            return [];
        }
    }
}
