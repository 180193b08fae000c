using System.Collections.Immutable;
using Passthrough.Host.Boot;
using Passthrough.Host.Boot.Limine;
using Passthrough.Host.Boot.Refind;
using Passthrough.Planning;

namespace Passthrough.Changes.KernelCommandLine;

/// <summary>Takes a kernel line's change back out of what others wrote since, by the form in which the line stands in the file.</summary>
internal static class KernelLines
{
    /// <summary>The text without what the change put into it.</summary>
    /// <param name="text">The file as it is now.</param>
    /// <param name="change">The change.</param>
    public static string TakeOut(string text, KernelLineChange change)
    {
        var isOld = LimineLines.IsOld(change.Path);
        return change.Form switch
        {
            KernelLineForm.Limine => LimineText.TakeOut(text, isOld, RootOf(change, file => LimineConfiguration.Read(change.Path, "/", file).Entries.Select(entry => entry.Words)), change.Added, change.Replaced),
            KernelLineForm.RefindLinux => RefindText.TakeOut(text, isLinux: true, RootOf(change, file => RefindLinuxConfiguration.Read(change.Path, file).Select(entry => entry.Words)), change.Added, change.Replaced),
            KernelLineForm.Refind => RefindText.TakeOut(text, isLinux: false, RootOf(change, file => RefindConfiguration.Read(change.Path, file).Select(entry => entry.Words)), change.Added, change.Replaced),
            KernelLineForm.Kernelstub => KernelstubConfiguration.TakeOut(text, change.Added, change.Replaced),
            _ => KernelLineText.TakeOut(text, change.Added, change.Replaced),
        };
    }

    /// <summary>The word that names the root device of the kernel lines that were edited: those that the file before did not have so.</summary>
    private static string? RootOf(KernelLineChange change, Func<string, IEnumerable<ImmutableArray<string>>> read)
    {
        var before = read(change.Before).Select(words => string.Join(' ', words)).ToHashSet(StringComparer.Ordinal);
        return read(change.After).Where(words => !before.Contains(string.Join(' ', words))).Select(BootLoaderDecision.Root).FirstOrDefault();
    }
}
