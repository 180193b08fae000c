using System.Collections.Immutable;

namespace Passthrough.Host.Boot;

/// <summary>Decides the boot loader from what booted.</summary>
internal static class BootLoaderDecision
{
    private const string ImageWord = "BOOT_IMAGE=";

    /// <summary>The decision with what speaks for it; <see cref="BootLoaderKind.Unknown"/> when too little does.</summary>
    public static BootLoaderFacts Decide(BootEvidence seen)
    {
        if (seen.LoaderInfo is { } info && !info.StartsWith("GRUB", StringComparison.OrdinalIgnoreCase))
        {
            var said = $"the EFI variable LoaderInfo says '{info}'";
            return info.StartsWith("systemd-boot", StringComparison.Ordinal)
                ? new BootLoaderFacts(BootLoaderKind.SystemdBoot, [said], null, null)
                : new BootLoaderFacts(BootLoaderKind.Other, [said], null, null);
        }

        if (seen.CommandLine is not { } running)
        {
            return Unknown(seen, "there is no /proc/cmdline here, so nothing tells what booted");
        }

        if (running is not [var first, ..] || !first.StartsWith(ImageWord, StringComparison.Ordinal))
        {
            return Unknown(seen, "the running command line does not begin with BOOT_IMAGE=, as it does when GRUB boots");
        }

        if (seen.GrubConfigurationPath is not { } path)
        {
            return Unknown(seen, $"the running command line begins with {first}, but there is no grub.cfg below /boot");
        }

        if (seen.GrubConfiguration is { UsesBootLoaderSpecification: true, Entries.IsEmpty: true })
        {
            return new BootLoaderFacts(
                BootLoaderKind.Other, [$"GRUB with entries from /boot/loader/entries ({path} has the command blscfg)"], path, seen.GrubDefaultsPath);
        }

        return Judge(seen, running, first, path);
    }

    /// <summary>
    /// True when an entry could have given the running command line: the same words in the same order, except that each variable in the entry (<c>$vt_handoff</c>)
    /// may have become one word or nothing.
    /// </summary>
    /// <param name="running">The running words, <c>BOOT_IMAGE=</c> first.</param>
    /// <param name="entry">An entry.</param>
    internal static bool IsFrom(ImmutableArray<string> running, BootEntry entry)
    {
        var image = running[0][ImageWord.Length..];
        if (!string.Equals(WithoutDevice(image), WithoutDevice(entry.KernelPath), StringComparison.Ordinal))
        {
            return false;
        }

        var fixedWords = entry.Parameters.Where(word => !word.StartsWith('$')).ToList();
        var variables = entry.Parameters.Length - fixedWords.Count;
        var matched = 0;
        foreach (var word in running.Skip(1))
        {
            if (matched < fixedWords.Count && string.Equals(word, fixedWords[matched], StringComparison.Ordinal))
            {
                matched++;
            }
        }

        return matched == fixedWords.Count && running.Length - 1 - matched <= variables;
    }

    private static BootLoaderFacts Judge(BootEvidence seen, ImmutableArray<string> running, string first, string path)
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
            return Grub(seen, $"the running command line equals the entry '{exact.Title}' of {path}");
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

    private static string? Root(ImmutableArray<string> words) => words.LastOrDefault(word => word.StartsWith("root=", StringComparison.Ordinal));

    // GRUB may put the device before the path: (hd0,gpt2)/vmlinuz.
    private static string WithoutDevice(string path) =>
        path.StartsWith('(') && path.IndexOf(')', StringComparison.Ordinal) is > 0 and var end ? path[(end + 1)..] : path;
}
