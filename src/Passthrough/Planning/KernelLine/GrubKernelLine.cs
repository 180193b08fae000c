using System.Collections.Immutable;
using Passthrough.Changes.KernelCommandLine;
using Passthrough.Failures;
using Passthrough.Host.Reading;

namespace Passthrough.Planning.KernelLine;

/// <summary>
/// Decides which GRUB defaults files change so that ordinary entries carry the wanted words. Recovery entries stay without them: they are the way back, and
/// <c>grub-mkconfig</c> gives them <c>GRUB_CMDLINE_LINUX</c> alone.
/// </summary>
public static class GrubKernelLine
{
    private const string Ordinary = "GRUB_CMDLINE_LINUX_DEFAULT";
    private const string Every = "GRUB_CMDLINE_LINUX";

    /// <summary>Works out the edit.</summary>
    /// <param name="defaultsPath">The machine's own path of the main file (<c>/etc/default/grub</c>).</param>
    /// <param name="files">The main file and the fragments, in the order in which <c>grub-mkconfig</c> sources them.</param>
    /// <param name="wish">What is wanted.</param>
    /// <exception cref="RefusedException">A file cannot be edited with certainty; the message carries the words to add by hand.</exception>
    public static KernelLineEdit Plan(string defaultsPath, ImmutableArray<TextFile> files, KernelWish wish)
    {
        var ordinary = Chain(files, Ordinary, wish);
        var every = Chain(files, Every, wish);
        ImmutableArray<string> configured = [.. every.SelectMany(link => link.Words), .. ordinary.SelectMany(link => link.Words)];
        var words = KernelWordsFor.Of(wish, configured);
        var kept = every.SelectMany(link => link.Words).Where(word => !words.Against.ContainsKey(word))
            .Concat(ordinary.SelectMany(link => link.Words).Select(word => words.Against.TryGetValue(word, out var instead) ? instead ?? "" : word));
        ImmutableArray<string> missing = [.. words.Wanted.Where(word => !KernelWordsFor.Has(kept, word))];
        var target = ordinary.IsEmpty ? defaultsPath : ordinary[0].Path;
        var removed = words.Against.ToImmutableDictionary(pair => pair.Key, _ => (string?)null, StringComparer.Ordinal);

        var edits = ImmutableArray.CreateBuilder<(string Path, string? Before, string After)>();
        var paths = every.Concat(ordinary).Select(link => link.Path).Append(target).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            var file = files.FirstOrDefault(file => string.Equals(file.Path, path, StringComparison.Ordinal));
            var isInOrdinary = ordinary.Any(link => string.Equals(link.Path, path, StringComparison.Ordinal));
            var add = string.Equals(path, target, StringComparison.Ordinal) ? missing : [];
            var after = file?.Text ?? "";
            after = isInOrdinary || !add.IsEmpty ? Apply(path, after, Ordinary, add, words.Against, words.Wanted) : after;
            after = words.Against.IsEmpty ? after : Apply(path, after, Every, [], removed, words.Wanted);
            if (!string.Equals(after, file?.Text ?? "", StringComparison.Ordinal))
            {
                edits.Add((path, RequireExact(file)?.Text, after));
            }
        }

        return new KernelLineEdit(edits.ToImmutable(), words.Wanted, [.. words.Against.Keys.Order(StringComparer.Ordinal)]);
    }

    private static string Apply(string path, string text, string variable, ImmutableArray<string> add, ImmutableDictionary<string, string?> replace, ImmutableArray<string> wanted) =>
        GrubDefaultsEditor.Edit(text, variable, add, replace) switch
        {
            GrubEdit.Done done => done.Text,
            GrubEdit.NotUnderstood problem => throw NotUnderstood($"{path}:{problem.Line}", problem.Why, wanted),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static ImmutableArray<(string Path, ImmutableArray<string> Words)> Chain(ImmutableArray<TextFile> files, string variable, KernelWish wish)
    {
        var chain = ImmutableArray<(string Path, ImmutableArray<string> Words)>.Empty;
        foreach (var file in files)
        {
            var read = GrubDefaultsEditor.Read(file.Text, variable);
            if (!read.IsUnderstood)
            {
                throw NotUnderstood(file.Path, $"{variable} is set in a way that cannot be followed with certainty", KernelWordsFor.Wanted(wish));
            }

            if (read.IsAssigned)
            {
                chain = read.KeepsEarlierValue ? chain.Add((file.Path, read.Words)) : [(file.Path, read.Words)];
            }
        }

        return chain;
    }

    private static RefusedException NotUnderstood(string where, string why, ImmutableArray<string> wanted) =>
        new($"the kernel line cannot be edited with certainty: {why}", where, $"add these words to {Ordinary} by hand, run update-grub, then plan again: {string.Join(' ', wanted)}");

    private static TextFile? RequireExact(TextFile? file) => file is null or { IsExact: true }
        ? file
        : throw new RefusedException($"{file.Path} is not valid UTF-8: writing it back would change bytes that nobody asked to change", file.Path, "convert the file to UTF-8, then plan again");
}
