using System.Collections.Immutable;
using Passthrough.Changes.KernelCommandLine;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Boot.Dracut;
using Passthrough.Host.Boot.Mkinitcpio;
using Passthrough.Host.Boot.UnifiedImages;
using Passthrough.Host.Reading;
using Passthrough.Planning.BootChains;

namespace Passthrough.Planning.KernelLine;

/// <summary>Decides how the files change that the kernel line of unified kernel images comes from.</summary>
internal static class UnifiedImageLines
{
    private const string ChangeId = "kernel-command-line";
    private const string Title = "Switch the IOMMU on in the unified kernel images";
    private const string Variable = "kernel_cmdline";

    /// <summary>The machine's own path of the file by which dracut is given the words.</summary>
    public static string DracutPath => $"{DracutConfiguration.Folder}/99-passthrough-cmdline.conf";

    private static string OwnPath => HostRoots.Live.Etc("kernel/cmdline");

    /// <summary>The changes.</summary>
    /// <param name="boot">How the machine starts.</param>
    /// <param name="images">The images that start it ordinarily, each with a known builder.</param>
    /// <param name="wish">What is wanted.</param>
    /// <exception cref="RefusedException">A file cannot be edited with certainty.</exception>
    public static ImmutableArray<Change> Changes(BootFacts boot, ImmutableArray<UnifiedImage> images, KernelWish wish)
    {
        var first = images.FirstOrDefault(image => boot.Entries.Any(entry => entry.IsDefault && string.Equals(entry.Path, image.Path, StringComparison.Ordinal))) ?? images[0];
        return
        [
            .. images.Any(image => image.IsByKernelInstall) ? KernelInstall(boot, first, wish) : [],
            .. images.Where(image => image is { Builder: InitramfsGenerator.Mkinitcpio, IsByKernelInstall: false }).Select(image => BootImages.PresetImageOf(boot, image)?.Image).OfType<MkinitcpioImage>()
                .DistinctBy(image => image.CommandLinePath, StringComparer.Ordinal).SelectMany(image => Mkinitcpio(boot, image, first, wish)).Distinct(),
            .. images.Any(image => image is { Builder: InitramfsGenerator.Dracut, IsByKernelInstall: false }) ? Dracut(boot, first, wish) : [],
        ];
    }

    /// <summary>mkinitcpio takes the file that the preset names; else the first of <c>/etc/kernel/cmdline</c> and <c>/usr/lib/kernel/cmdline</c>, and all of <c>/etc/cmdline.d</c>; else the running kernel's line.</summary>
    private static IEnumerable<Change> Mkinitcpio(BootFacts boot, MkinitcpioImage image, UnifiedImage first, KernelWish wish)
    {
        if (image.Options.FirstOrDefault(option => option.Contains("cmdline", StringComparison.Ordinal)) is { } option)
        {
            throw new RefusedException($"the preset's image '{image.Name}' gets its kernel line by an argument ({option}), which this program does not follow", image.UnifiedPath, $"write {image.Name}_cmdline= in the preset instead of that, then plan again");
        }

        var folder = HostRoots.Live.Etc("cmdline.d/");
        return FromFiles(
            boot,
            image.CommandLinePath is { } named ? [boot.ConfigurationFile(named) ?? throw NoFile(named)] : [.. MainSource(boot), .. boot.ConfigurationFiles.Where(file => file.Path.StartsWith(folder, StringComparison.Ordinal))],
            first,
            wish);
    }

    /// <summary>What kernel-install runs takes the first of <c>/etc/kernel/cmdline</c> and <c>/usr/lib/kernel/cmdline</c>; else the running kernel's line (<c>60-ukify.install</c>, <c>50-dracut.install</c>).</summary>
    private static IEnumerable<Change> KernelInstall(BootFacts boot, UnifiedImage first, KernelWish wish) => FromFiles(boot, MainSource(boot), first, wish);

    private static IEnumerable<Change> FromFiles(BootFacts boot, ImmutableArray<TextFile> sources, UnifiedImage first, KernelWish wish)
    {
        var own = OwnPath;
        var configured = sources.IsEmpty ? first.Parameters : [.. sources.SelectMany(source => KernelLineText.WordsOf(source.Text))];
        var words = KernelWordsFor.Of(wish, configured);
        var missing = KernelWordsFor.Missing(words, configured);
        if (sources.IsEmpty)
        {
            // What is in the image came from the line of the kernel that ran when it was built; the next one's would be without what is wanted.
            return Write(own, Edited(own, (first.CommandLine ?? "") + "\n", missing, words));
        }

        return sources.SelectMany((source, index) =>
        {
            // The distribution's own file is left to it: the administrator's goes before it.
            var path = source.Path.StartsWith(HostRoots.Live.Usr(), StringComparison.Ordinal) ? own : source.Path;
            var text = Edited(source.Path, source.Text, index == 0 ? missing : [], words);
            return string.Equals(text, source.Text, StringComparison.Ordinal) ? [] : Write(path, text);
        });

        ImmutableArray<Change> Write(string path, string text) =>
            OwnFile.Write(boot, ChangeId, Title, BootChain.LineReason(wish, [.. words.Against.Keys.Order(StringComparer.Ordinal)]), path, text, NewFileMode.Plain);
    }

    private static ImmutableArray<TextFile> MainSource(BootFacts boot) =>
        (boot.ConfigurationFile(OwnPath) ?? boot.ConfigurationFile(HostRoots.Live.Usr("lib/kernel/cmdline"))) is { } main ? [main] : [];

    /// <summary>dracut takes <c>kernel_cmdline</c> as a whole, and only where that is empty what it finds out of the machine: a file of its own then has to hold all of the present line.</summary>
    private static ImmutableArray<Change> Dracut(BootFacts boot, UnifiedImage first, KernelWish wish)
    {
        var given = DracutConfiguration.Sourced(boot.ConfigurationFiles)
            .SelectMany(file => BashAssignments.Parse(file.Text).Where(assignment => assignment.Name is Variable).Select(assignment => (file.Path, Assignment: assignment)))
            .ToImmutableArray();
        if (given.FirstOrDefault(pair => !pair.Assignment.IsCertain || (!pair.Assignment.IsAppended && string.CompareOrdinal(Path.GetFileName(pair.Path), Path.GetFileName(DracutPath)) > 0)) is { Path: { } odd })
        {
            throw NotUnderstood(odd, $"{Variable} is computed, or assigned after what this program would add", wish);
        }

        var start = given.Select((pair, index) => pair.Assignment.IsAppended ? 0 : index).DefaultIfEmpty(0).Max();
        var line = string.Join(' ', given.Skip(start).SelectMany(pair => pair.Assignment.Words)).Trim();
        var configured = line.Length > 0 ? Host.Boot.KernelCommandLine.Split(line) : first.Parameters;
        var words = KernelWordsFor.Of(wish, configured);
        var missing = KernelWordsFor.Missing(words, configured);
        if (missing.IsEmpty && words.Against.IsEmpty)
        {
            return [];
        }

        if (line.Length > 0 && words.Against.Keys.Order(StringComparer.Ordinal).FirstOrDefault() is { } against)
        {
            throw new RefusedException($"{against} on the kernel line stands against what is wanted", given[^1].Path, $"take the word out of {Variable} there, then plan again");
        }

        var text = line.Length > 0 ? string.Join(' ', missing) : Edited(DracutPath, first.CommandLine ?? "", missing, words).Trim();
        return text.Contains('\'', StringComparison.Ordinal)
            ? throw NotUnderstood(first.Path, "it holds a quote that bash would read", wish)
            : OwnFile.Write(
                boot, ChangeId, Title, BootChain.LineReason(wish, [.. words.Against.Keys.Order(StringComparer.Ordinal)]), DracutPath,
                $"{OwnFile.Heading}\n{Variable}+=' {text} '\n", NewFileMode.Plain);
    }

    private static string Edited(string path, string text, ImmutableArray<string> missing, KernelWords words) =>
        KernelLineText.EditFile(text, missing, words.Against)
            ?? throw new RefusedException("the kernel line cannot be edited with certainty: a quote is left open", path, $"close it, or add these words by hand, then plan again: {string.Join(' ', words.Wanted)}");

    private static RefusedException NotUnderstood(string path, string why, KernelWish wish) =>
        new($"the kernel line of the unified kernel images cannot be edited with certainty: {why}", path, $"add these words to {Variable} by hand, build the images anew, then plan again: {string.Join(' ', KernelWordsFor.Wanted(wish))}");

    private static RefusedException NoFile(string path) => new("a preset of mkinitcpio takes the kernel line from there, and it is no file that can be read", path, "name a file with the kernel line in the preset, then plan again");
}
