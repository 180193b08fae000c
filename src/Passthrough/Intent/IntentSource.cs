using Passthrough.Failures;

namespace Passthrough.Intent;

/// <summary>The text that an intent is read from, and where its keys stand.</summary>
/// <param name="Path">The machine's own path, for messages.</param>
/// <param name="Lines">The text's lines.</param>
internal sealed record IntentSource(string Path, string[] Lines)
{
    /// <summary>What is wrong at a key.</summary>
    /// <param name="line">The line, from 1.</param>
    /// <param name="key">The key, such as <c>disks[1].cache</c>.</param>
    /// <param name="problem">What is wrong with it.</param>
    /// <param name="nextStep">What to do; null to correct the line.</param>
    public InvalidInputException Bad(long line, string key, string problem, string? nextStep = null) =>
        new($"{Path}:{line}: {key}: {problem}", Path, nextStep ?? "correct the line; nothing was changed");
}
