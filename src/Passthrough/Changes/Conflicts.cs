using System.Collections.Immutable;
using System.Text;
using Passthrough.Changes.Files;
using Passthrough.Changes.Journal;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Planning;

namespace Passthrough.Changes;

/// <summary>Words for files that someone else changed: all three versions, and for text what is different now.</summary>
internal static class Conflicts
{
    private const int LargestText = 256 << 10;

    /// <summary>The error for these effects.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="effects">The effects whose files were changed; at least one.</param>
    /// <param name="command">The command that stopped.</param>
    /// <param name="nextStep">What the person can do.</param>
    public static ConflictException Of(HostRoots roots, Transaction transaction, ImmutableArray<Effect> effects, string command, string nextStep)
    {
        var text = new StringBuilder($"{command} changed nothing: {(effects.Length == 1 ? "a file was" : $"{effects.Length} files were")} changed by someone else since");
        foreach (var effect in effects)
        {
            text.Append($"\n{effect.Path}\n  before: {effect.Before}\n  after:  {effect.After}\n  now:    {FileStates.Read(roots.Locate(effect.Path))}\n");
            text.Append(Diff(roots, transaction, effect));
        }

        return new ConflictException(text.ToString().TrimEnd('\n'), effects[0].Path, nextStep);
    }

    private static string Diff(HostRoots roots, Transaction transaction, Effect effect)
    {
        var after = transaction.Plan?.Changes.OfType<FileChange>().FirstOrDefault(file => string.Equals(file.Id, effect.ChangeId, StringComparison.Ordinal) && IsSameText(file.After, effect.After))?.After;
        var path = roots.Locate(effect.Path);
        return after is not null && File.Exists(path) && new FileInfo(path).Length <= LargestText
            ? UnifiedDiff.Between(effect.Path, after, Encoding.UTF8.GetString(File.ReadAllBytes(path)))
            : "";
    }

    private static bool IsSameText(string text, FileState state) =>
        string.Equals(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text))), state.Sha256, StringComparison.Ordinal);
}
