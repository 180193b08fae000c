using System.Collections.Immutable;
using Passthrough.Host.Boot;

namespace Passthrough.Planning;

/// <summary>Plans a file whose text this program knows as a whole.</summary>
internal static class OwnFile
{
    /// <summary>The comment that tells people whose file, or whose part of a file, it is.</summary>
    public const string Heading = "# Written by passthrough; 'passthrough undo' takes it back.";

    /// <summary>The change that writes it; none when it says that already.</summary>
    /// <param name="boot">What is there now.</param>
    /// <param name="id">See <see cref="Change"/>.</param>
    /// <param name="title">See <see cref="Change"/>.</param>
    /// <param name="reason">See <see cref="Change"/>.</param>
    /// <param name="path">The machine's own path; one of <see cref="BootFacts.ConfigurationFiles"/> when it exists.</param>
    /// <param name="text">All of it.</param>
    /// <param name="mode">The permission bits of a file that is created.</param>
    /// <exception cref="Failures.RefusedException">What is there would not survive being read and written.</exception>
    public static ImmutableArray<Change> Write(BootFacts boot, string id, string title, string reason, string path, string text, int mode)
    {
        PlanRefusals.RequireExact(boot, path);
        var before = boot.ConfigurationFile(path)?.Text;
        return string.Equals(before, text, StringComparison.Ordinal) ? [] : [new FileChange(id, title, reason, path, before, text, mode, UnifiedDiff.Between(path, before, text))];
    }
}
