using System.Collections.Immutable;
using Passthrough.Host.Boot;
using Passthrough.Host.Iommu;
using Passthrough.Planning.Guard;
using Passthrough.Planning.Tuning;

namespace Passthrough.Planning.KernelLine;

/// <summary>Decides the kernel line's words for a kind of IOMMU (the kernel's <c>Documentation/admin-guide/kernel-parameters.txt</c>).</summary>
public static class KernelWordsFor
{
    /// <summary>The words for the IOMMU alone.</summary>
    /// <param name="kind">The IOMMU's kind.</param>
    /// <param name="configured">See <see cref="Of"/>.</param>
    public static KernelWords Iommu(IommuKind kind, ImmutableArray<string> configured) => Of(new KernelWish(kind, []), configured);

    /// <summary>The words, given those that are configured now.</summary>
    /// <param name="wish">What is wanted.</param>
    /// <param name="configured">All words that the configuration gives to an ordinary start, in order.</param>
    public static KernelWords Of(KernelWish wish, ImmutableArray<string> configured)
    {
        var against = configured.Distinct(StringComparer.Ordinal)
            .Select(word => (Word: word, Instead: Instead(wish, word)))
            .Where(pair => pair.Instead.IsAgainst)
            .ToImmutableDictionary(pair => pair.Word, pair => pair.Instead.Replacement, StringComparer.Ordinal);
        return new KernelWords(Wanted(wish), against);
    }

    /// <summary>The wanted words, in order; they do not depend on what is configured.</summary>
    /// <param name="wish">What is wanted.</param>
    public static ImmutableArray<string> Wanted(KernelWish wish) => [.. Wanted(wish.Iommu), .. wish.Card, .. wish.Tuning];

    /// <summary>The wanted words that a line lacks once what stands against them is replaced.</summary>
    /// <param name="words">What is wanted, given this line.</param>
    /// <param name="configured">The line's words.</param>
    public static ImmutableArray<string> Missing(KernelWords words, ImmutableArray<string> configured)
    {
        var kept = configured.Select(word => words.Against.TryGetValue(word, out var instead) ? instead ?? "" : word).ToList();
        return [.. words.Wanted.Where(word => !Has(kept, word))];
    }

    /// <summary>True when the words switch the IOMMU on as wanted; a word that means the same counts (<c>intel_iommu=on,sm_on</c>).</summary>
    /// <param name="words">A kernel line.</param>
    /// <param name="wanted">One of <see cref="KernelWords.Wanted"/>.</param>
    public static bool Has(IEnumerable<string> words, string wanted)
    {
        var (name, value) = Split(wanted);
        return words.Any(word => Split(word) is var (otherName, otherValue)
            && string.Equals(name, otherName, StringComparison.Ordinal)
            && (string.Equals(value, otherValue, StringComparison.Ordinal) || (!IsList(name) && otherValue.Split(',').Contains(value, StringComparer.Ordinal))));
    }

    /// <summary>True when an entry could have started the running kernel, or could have before the wanted words were put into it.</summary>
    /// <param name="running">The running kernel's line.</param>
    /// <param name="words">The entry's.</param>
    /// <param name="wish">What is wanted.</param>
    internal static bool IsSameStart(ImmutableArray<string> running, ImmutableArray<string> words, KernelWish wish)
    {
        var own = Wanted(wish);
        return Others(running).SequenceEqual(Others(words), StringComparer.Ordinal);

        // The loader, or rEFInd as it finds one, names the initramfs by itself.
        IEnumerable<string> Others(ImmutableArray<string> line) => BootLoaderDecision.WithoutInitramfs(line).Where(word => !own.Contains(word, StringComparer.Ordinal) && word is not FallbackEntry.Word);
    }

    private static IEnumerable<string> Wanted(IommuKind kind) => kind switch
    {
        IommuKind.IntelVtd => ["intel_iommu=on", "iommu=pt"],

        // AMD-Vi is on whenever the firmware offers it; amd_iommu=on is no word of the kernel's.
        IommuKind.AmdVi => ["iommu=pt"],
        _ => [],
    };

    /// <summary>True for a parameter whose value is a list of CPUs, of which a longer one does not mean the same.</summary>
    private static bool IsList(string name) => CpuIsolation.Names.Contains(name, StringComparer.Ordinal);

    private static (bool IsAgainst, string? Replacement) Instead(KernelWish wish, string word)
    {
        var kind = wish.Iommu;
        var (name, value) = Split(word);
        var isOff = value.Split(',').Contains("off", StringComparer.Ordinal);
        return (name, isOff) switch
        {
            ("intel_iommu", true) => (true, kind == IommuKind.IntelVtd ? "intel_iommu=on" : null),
            ("amd_iommu", true) => (true, null),
            ("iommu", true) => (true, Wanted(kind).Contains("iommu=pt", StringComparer.Ordinal) ? "iommu=pt" : null),
            _ when IsList(name) && wish.Tuning.FirstOrDefault(other => string.Equals(Split(other).Name, name, StringComparison.Ordinal)) is { } instead => (!string.Equals(instead, word, StringComparison.Ordinal), instead),
            _ => (false, null),
        };
    }

    private static (string Name, string Value) Split(string word)
    {
        var equals = word.IndexOf('=');
        return equals < 0 ? (word, "") : (word[..equals], word[(equals + 1)..]);
    }
}
