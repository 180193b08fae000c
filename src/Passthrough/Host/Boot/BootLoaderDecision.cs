using System.Collections.Immutable;
using Passthrough.Host.Boot.LoaderEntries;

namespace Passthrough.Host.Boot;

/// <summary>Decides the boot loader from what booted.</summary>
internal static class BootLoaderDecision
{
    /// <summary>The beginning of a word by which a loader, or the firmware's entry, names an initramfs to the kernel's EFI stub.</summary>
    internal const string InitramfsWord = "initrd=";

    private const string ImageWord = "BOOT_IMAGE=";
    private const string MountOptions = "rootflags=";
    private const string SubvolumeOption = "subvol=";

    /// <summary>The decision with what speaks for it; <see cref="BootLoaderKind.Unknown"/> when too little does.</summary>
    public static BootLoaderFacts Decide(BootEvidence seen)
    {
        var loader = Judge(seen);
        return seen.Started is { File: { } file } started
            ? loader with { Evidence = loader.Evidence.Add($"the firmware started '{started.Description}': {file}") }
            : loader;
    }

    private static BootLoaderFacts Judge(BootEvidence seen)
    {
        if (seen.LoaderInfo is { } info && !info.StartsWith("GRUB", StringComparison.OrdinalIgnoreCase))
        {
            return Named(seen, info);
        }

        if (seen is { LoaderInfo: null, StubInfo: { } stub })
        {
            return new BootLoaderFacts(
                BootLoaderKind.UnifiedKernelImage, [$"the EFI variable StubInfo says '{stub}', and no boot loader said that it started it"], seen.UnifiedImages.FirstOrDefault(image => image.IsDefault)?.Path, null);
        }

        if (seen.CommandLine is not { } running)
        {
            return Unknown(seen, "there is no /proc/cmdline here, so nothing tells what booted");
        }

        return running is [var first, ..] && first.StartsWith(ImageWord, StringComparison.Ordinal)
            ? WithImageWord(seen, running, first)
            : WithoutImageWord(seen, running);
    }

    /// <summary>
    /// True when an entry could have given the running command line: the same words in the same order, except that each variable in the entry (<c>$vt_handoff</c>)
    /// may have become one word or nothing.
    /// </summary>
    /// <param name="running">The running words, <c>BOOT_IMAGE=</c> first where the loader gives it.</param>
    /// <param name="entry">An entry.</param>
    internal static bool IsFrom(ImmutableArray<string> running, BootEntry entry)
    {
        var words = running;
        if (running is [var first, ..] && first.StartsWith(ImageWord, StringComparison.Ordinal))
        {
            if (!IsKernelOf(entry, first))
            {
                return false;
            }

            words = running[1..];
        }

        var fixedWords = entry.Parameters.Where(word => !word.StartsWith('$')).ToList();
        var variables = entry.Parameters.Length - fixedWords.Count;
        var matched = 0;
        foreach (var word in words)
        {
            if (matched < fixedWords.Count && string.Equals(word, fixedWords[matched], StringComparison.Ordinal))
            {
                matched++;
            }
        }

        // $kernelopts of GRUB's blscfg alone stands for many words.
        var isWhole = matched == fixedWords.Count && (words.Length - matched <= variables || entry.Parameters.Contains("$kernelopts", StringComparer.Ordinal));
        return isWhole && words.Length > 0;
    }

    private static BootLoaderFacts Named(BootEvidence seen, string info)
    {
        var kind = info switch
        {
            _ when info.StartsWith("systemd-boot", StringComparison.Ordinal) => BootLoaderKind.SystemdBoot,
            _ when info.StartsWith("Limine", StringComparison.OrdinalIgnoreCase) => BootLoaderKind.Limine,
            _ when info.StartsWith("rEFInd", StringComparison.OrdinalIgnoreCase) => BootLoaderKind.Refind,
            _ => BootLoaderKind.Other,
        };
        var entries = seen.EntriesOf(kind);
        var selected = entries.FirstOrDefault(entry => entry.Path is { } path && seen.Selected is { } id && string.Equals(LoaderEntryFile.IdOf(path), LoaderEntryFile.IdOf(id), StringComparison.OrdinalIgnoreCase));
        var booted = selected ?? (seen.CommandLine is { } running ? Booted(running, entries) : null);
        ImmutableArray<string> evidence = [$"the EFI variable LoaderInfo says '{info}'"];
        evidence = selected is null ? evidence : evidence.Add($"the EFI variable LoaderEntrySelected says '{seen.Selected}'");
        evidence = seen.StubInfo is { } stub ? evidence.Add($"the EFI variable StubInfo says '{stub}': the kernel line is in a unified kernel image") : evidence;
        return new BootLoaderFacts(kind, booted is null || selected is not null ? evidence : evidence.Add(Equality(booted)), booted?.Path ?? entries.FirstOrDefault()?.Path, null);
    }

    private static BootLoaderFacts WithImageWord(BootEvidence seen, ImmutableArray<string> running, string first)
    {
        if (seen is { HasProxmoxPartitions: true, GrubDefaultsPath: { } defaults })
        {
            return new BootLoaderFacts(
                BootLoaderKind.Grub, [$"the running command line begins with {first}", $"{HostRoots.Live.Etc(KernelLineTools.ProxmoxPartitions)} names the partitions that GRUB and its configuration are on"], null, defaults);
        }

        if (seen is { GrubConfigurationPath: null, HasSdbootutil: true } && seen.LoaderEntries.FirstOrDefault(entry => IsKernelOf(entry, first) && IsSameRoot(entry.Parameters, running)) is { } own)
        {
            return new BootLoaderFacts(
                BootLoaderKind.GrubLoaderEntries, [$"the running command line begins with {first}, which is the kernel of the entry '{own.Title}' of {own.Path}, and has its root device"], own.Path, seen.GrubDefaultsPath);
        }

        if (seen.GrubConfigurationPath is not { } path)
        {
            return Unknown(seen, $"the running command line begins with {first}, but there is no grub.cfg below /boot");
        }

        if (seen.GrubConfiguration is not { UsesBootLoaderSpecification: true, Entries.IsEmpty: true })
        {
            return JudgeGrub(seen, running, first, path);
        }

        var command = $"GRUB with entries from /boot/loader/entries ({path} has the command blscfg)";
        var booted = Booted(running, seen.LoaderEntries);
        ImmutableArray<string> evidence = booted is null ? [command] : [Equality(booted), command];
        return new BootLoaderFacts(BootLoaderKind.GrubLoaderEntries, evidence, booted?.Path ?? path, seen.GrubDefaultsPath);
    }

    /// <summary>Loaders that put no word of their own on the kernel line are known by an entry that equals it; systemd-boot and rEFInd name the initramfs on it.</summary>
    private static BootLoaderFacts WithoutImageWord(BootEvidence seen, ImmutableArray<string> running)
    {
        foreach (var kind in new[] { BootLoaderKind.SystemdBoot, BootLoaderKind.Limine, BootLoaderKind.Refind })
        {
            if (Booted(running, seen.EntriesOf(kind)) is { } booted)
            {
                return new BootLoaderFacts(kind, [$"{Equality(booted)} (weaker evidence: no EFI variable LoaderInfo)"], booted.Path, null);
            }
        }

        // rEFInd finds kernels by itself: where nobody wrote a file of lines, it has no entry to be known by. And after a change and before the reboot no entry equals the running line any more.
        return Started(seen, "refind", BootLoaderKind.Refind) ?? Started(seen, "limine", BootLoaderKind.Limine) ?? FellBack(seen, running) ?? Unknown(seen, "the running command line does not begin with BOOT_IMAGE=, as it does when GRUB boots, and equals no entry of another boot loader");
    }

    private static BootLoaderFacts? Started(BootEvidence seen, string name, BootLoaderKind kind) =>
        seen.Started?.File is { } file && file.Contains(name, StringComparison.OrdinalIgnoreCase)
            ? new BootLoaderFacts(kind, [$"the firmware started {file} and no other boot loader names itself"], seen.EntriesOf(kind).FirstOrDefault()?.Path, null)
            : null;

    /// <summary>The firmware itself starts the machine as before where a trial boot of a loader did not become good; the loader is then what has entries for this system.</summary>
    private static BootLoaderFacts? FellBack(BootEvidence seen, ImmutableArray<string> running) =>
        !running.Contains(RescueWords.PassthroughOff, StringComparer.Ordinal) ? null
        : new[] { BootLoaderKind.Limine, BootLoaderKind.Refind }
            .Select(kind => seen.EntriesOf(kind).FirstOrDefault(entry => IsSameRoot(entry.Parameters, running)) is { } entry
                ? new BootLoaderFacts(kind, [$"the running command line says {RescueWords.PassthroughOff} and has the same root device as the entry '{entry.Title}' of {entry.Path} (weaker evidence: the firmware started the kernel by itself)"], entry.Path, null)
                : null)
            .FirstOrDefault(facts => facts is not null);

    private static BootEntry? Booted(ImmutableArray<string> running, ImmutableArray<BootEntry> entries) =>
        entries.FirstOrDefault(entry => IsFrom(WithoutInitramfs(running), entry with { Parameters = WithoutInitramfs(entry.Parameters) }));

    /// <summary>A kernel line without the words by which a loader names initramfs images to the kernel.</summary>
    /// <param name="words">The line.</param>
    internal static ImmutableArray<string> WithoutInitramfs(ImmutableArray<string> words) => [.. words.Where(word => !word.StartsWith(InitramfsWord, StringComparison.Ordinal))];

    private static string Equality(BootEntry entry) => $"the running command line equals the entry '{entry.Title}' of {entry.Path}";

    private static BootLoaderFacts JudgeGrub(BootEvidence seen, ImmutableArray<string> running, string first, string path)
    {
        var begins = $"the running command line begins with {first}";
        if (seen.GrubConfiguration is not { } configuration)
        {
            return seen.GrubDefaultsPath is { } defaults
                ? Grub(seen, $"{begins}; {path} is there but cannot be read, and {defaults} exists (weaker evidence: read it as root)")
                : Unknown(seen, $"{begins}, but {path} cannot be read and there is no /etc/default/grub");
        }

        if (configuration.Entries.FirstOrDefault(entry => IsFrom(running, entry)) is { } exact)
        {
            return Grub(seen, Equality(exact with { Path = path }));
        }

        // After a change and before the reboot no entry equals the running line any more, but the root device is still the same.
        var root = Root(running);
        return configuration.Entries.Any(entry => string.Equals(Root(entry.Parameters), root, StringComparison.Ordinal))
            ? Grub(seen, $"{begins} and has the same {root ?? "root device"} as the entries of {path}; no entry equals it word by word (weaker evidence: changed since boot)")
            : Unknown(seen, $"{begins}, but no entry of {path} has its {root ?? "root device"}: another system's GRUB may have booted");
    }

    private static BootLoaderFacts Grub(BootEvidence seen, string evidence)
    {
        ImmutableArray<string> all = seen.LoaderInfo is { } info ? [$"the EFI variable LoaderInfo says '{info}'", evidence] : [evidence];
        return new BootLoaderFacts(BootLoaderKind.Grub, all, seen.GrubConfigurationPath, seen.GrubDefaultsPath);
    }

    private static BootLoaderFacts Unknown(BootEvidence seen, string reason) =>
        new(BootLoaderKind.Unknown, [reason], seen.GrubConfigurationPath, seen.GrubDefaultsPath);

    /// <summary>The word that names the root device; null when there is none.</summary>
    /// <param name="words">A kernel line.</param>
    internal static string? Root(ImmutableArray<string> words) => words.LastOrDefault(word => word.StartsWith("root=", StringComparison.Ordinal));

    /// <summary>True when a kernel line names an entry's root device, and no other subvolume on it than the entry does.</summary>
    /// <param name="words">An entry's words.</param>
    /// <param name="running">A kernel line.</param>
    internal static bool IsSameRoot(ImmutableArray<string> words, ImmutableArray<string> running) =>
        string.Equals(Root(words), Root(running), StringComparison.Ordinal) && !IsOtherSubvolume(words, running);

    /// <summary>True when both name a subvolume of the root device and not the same: a snapshot is another system.</summary>
    /// <param name="words">An entry's words.</param>
    /// <param name="running">A kernel line.</param>
    internal static bool IsOtherSubvolume(ImmutableArray<string> words, ImmutableArray<string> running) =>
        Subvolume(words) is { } own && Subvolume(running) is { } other && !string.Equals(own, other, StringComparison.Ordinal);

    /// <summary>True for the line of a live system, which brings its own root file system (casper(7), live-boot(7), dracut.cmdline(7)).</summary>
    /// <param name="words">A kernel line.</param>
    internal static bool IsLive(ImmutableArray<string> words) => words.Any(word => word is "boot=casper" or "boot=live" or "rd.live.image");

    private static string? Subvolume(ImmutableArray<string> words) => words
        .Where(word => word.StartsWith(MountOptions, StringComparison.Ordinal))
        .SelectMany(word => word[MountOptions.Length..].Split(','))
        .LastOrDefault(option => option.StartsWith(SubvolumeOption, StringComparison.Ordinal))?[SubvolumeOption.Length..].TrimStart('/');

    private static bool IsKernelOf(BootEntry entry, string imageWord) =>
        string.Equals(WithoutDevice(imageWord[ImageWord.Length..]), WithoutDevice(entry.KernelPath), StringComparison.Ordinal);

    // GRUB may put the device before the path: (hd0,gpt2)/vmlinuz.
    private static string WithoutDevice(string path) =>
        path.StartsWith('(') && path.IndexOf(')', StringComparison.Ordinal) is > 0 and var end ? path[(end + 1)..] : path;
}
