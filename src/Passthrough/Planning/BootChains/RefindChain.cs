using System.Collections.Immutable;
using Passthrough.Changes.KernelCommandLine;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Boot.Refind;
using Passthrough.Planning.Guard;
using Passthrough.Planning.KernelLine;
using Passthrough.Readiness;

namespace Passthrough.Planning.BootChains;

/// <summary>
/// rEFInd, with kernel lines in <c>refind_linux.conf</c> beside the kernels or in stanzas of its own configuration. No tool writes them: later kernels start with the same lines. rEFInd cannot try an entry once: what
/// it remembers (<c>PreviousBoot</c>) is what was started last, and stays. So the firmware is told what starts once.
/// </summary>
internal static class RefindChain
{
    /// <summary>The chain.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="wish">What is wanted of the kernel line.</param>
    /// <param name="program">See <see cref="BootChain.Of"/>.</param>
    /// <exception cref="RefusedException">The files cannot be changed with certainty.</exception>
    public static BootChain Of(HostFacts facts, KernelWish wish, string program)
    {
        var boot = facts.Boot;
        var menu = boot.Refind!;
        ImmutableArray<RefindEntry> entries = [.. menu.Entries.Zip(boot.Entries).Where(pair => pair.Second.IsOrdinary).Select(pair => pair.First)];
        var images = BootImages.Of(boot.Kernels, boot.Presets, withCopies: false);
        var byHand = $"by hand: {KernelLineSteps.Add(facts, KernelWordsFor.Wanted(wish))}";
        var today = entries.FirstOrDefault(entry => KernelWordsFor.IsSameStart(boot.CommandLine, entry.Words, wish))
            ?? throw new RefusedException($"none of rEFInd's kernel lines equals the running kernel's, so it is not known which started it ({string.Join(", ", menu.Files)})", boot.Loader.ConfigurationPath, byHand);
        var started = Started(boot, images)
            ?? throw new RefusedException("the running kernel's line names no initramfs of an installed kernel that is known here (initrd=), so it is not known which one rEFInd starts", HostRoots.Live.Proc("cmdline"), byHand);
        return new BootChain(
            KernelWordsFor.Wanted(wish),
            [.. Lines(boot, entries, wish, _ => null)],
            [],
            images,
            _ => FirmwareKernelGuard.Of(facts, program, FilesOf(boot, today, started), $"{BootGuard.Insist}: today's start is then offered in rEFInd's menu (F2)"))
        {
            WithoutTrial = replaced => WithoutTrial(boot, entries, wish, today, replaced?.Images.Any(image => string.Equals(image.Path, started.Image.Path, StringComparison.Ordinal)) == true ? (started.Image, started.Name) : null),
        };
    }

    private static BootGuard WithoutTrial(BootFacts boot, ImmutableArray<RefindEntry> entries, KernelWish wish, RefindEntry today, (InitramfsImage Image, string Name)? replaced)
    {
        var text = boot.ConfigurationFile(today.Path)!.Text;
        var copy = replaced is { } kept ? Beside(kept.Image.Path, '/') : null;
        var kernel = replaced?.Image.KernelVersion ?? boot.RunningKernel ?? "?";

        // A stanza names the image from the root of its own volume.
        var name = replaced is not { } image ? null : today.Initramfs is { } own ? Beside(own, own.Contains('/', StringComparison.Ordinal) ? '/' : '\\') : Beside(image.Name, '\\');
        return new BootGuard(
            [
                .. replaced is { } original ? new Change[] { BootGuard.Keep(original.Image.Path, copy!) } : [],
                .. Lines(boot, entries, wish, path => !string.Equals(path, today.Path, StringComparison.Ordinal)
                    ? null
                    : edited => RefindFallbackEntry.With(edited, text, today, kernel, name, word => word.StartsWith(BootLoaderDecision.InitramfsWord, StringComparison.Ordinal) && IsInitramfs(word, replaced?.Name))
                        ?? throw new RefusedException("a quote is left open in the kernel line that starts this machine", today.Path, "close it, then plan again")),
            ],
            []);
    }

    private static IEnumerable<KernelLineChange> Lines(BootFacts boot, ImmutableArray<RefindEntry> entries, KernelWish wish, Func<string, Func<string, string>?> offer) =>
        entries.GroupBy(entry => entry.Path, StringComparer.Ordinal)
            .Select(file => SeveralLines.Change(
                boot, file.Key, file.First().Loader is null ? KernelLineForm.RefindLinux : KernelLineForm.Refind,
                SeveralLines.Edits(file.Select(entry => (entry.Line, entry.Words)), wish), wish, RefindText.Edit, offer(file.Key)))
            .OfType<KernelLineChange>();

    /// <summary>The initramfs that rEFInd gave to the running kernel, the name by which it did, and where its volume is found (empty for the root).</summary>
    private static (InitramfsImage Image, string Name, string Place)? Started(BootFacts boot, ImmutableArray<InitramfsImage> images)
    {
        foreach (var name in Names(boot))
        {
            var path = PathOf(name);
            var paths = BootPartitions.Folders(HostRoots.Live).Select(place => place + path).Append(path);
            if (images.FirstOrDefault(image => paths.Contains(image.Path, StringComparer.Ordinal)) is { } image)
            {
                return (image, name, image.Path[..^path.Length]);
            }
        }

        return null;
    }

    /// <summary>What the firmware would have to start: rEFInd gives a kernel images of its own volume only.</summary>
    private static StartedFiles FilesOf(BootFacts boot, RefindEntry today, (InitramfsImage Image, string Name, string Place) started)
    {
        var kernel = boot.Kernels.First(kernel => string.Equals(kernel.Version, started.Image.KernelVersion, StringComparison.Ordinal));
        return today.Loader is { } loader && !string.Equals(Path.GetFileName(PathOf(loader)), Path.GetFileName(kernel.ImagePath), StringComparison.Ordinal)
            ? throw new RefusedException($"the entry that rEFInd starts names the kernel {loader}, and its initramfs is that of {kernel.ImagePath}", today.Path, $"let it name both of one kernel; {BootGuard.Insist}")
            : new StartedFiles(kernel, [.. Names(boot).Select(name => started.Place + PathOf(name))], boot.CommandLine);
    }

    private static IEnumerable<string> Names(BootFacts boot) =>
        boot.CommandLine.Where(word => word.StartsWith(BootLoaderDecision.InitramfsWord, StringComparison.Ordinal)).Select(word => word[BootLoaderDecision.InitramfsWord.Length..]);

    /// <summary>A file from the root of its volume, with slashes.</summary>
    private static string PathOf(string name) => "/" + name.Replace('\\', '/').TrimStart('/');

    /// <summary>rEFInd puts a version into a name (<c>%v</c>); else the line names the image itself.</summary>
    private static bool IsInitramfs(string word, string? name) =>
        word.Contains("%v", StringComparison.Ordinal) || (name is not null && string.Equals(word.Replace('\\', '/').TrimStart('/'), $"{BootLoaderDecision.InitramfsWord}{name}".Replace('\\', '/'), StringComparison.Ordinal));

    private static string Beside(string path, char separator) => path[..(path.LastIndexOf(separator) + 1)] + FallbackEntry.ImageName;
}
