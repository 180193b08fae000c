using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Boot.Mkinitcpio;

namespace Passthrough.Planning.Initramfs;

/// <summary>Adds this program's hook to the list of mkinitcpio's hooks (<c>HOOKS</c>, mkinitcpio.conf(5)), by one line at the end of the file that has the last word.</summary>
internal static class MkinitcpioHooks
{
    private const string Variable = "HOOKS";

    /// <summary>The changes, one for each configuration that a preset uses.</summary>
    /// <param name="boot">How the machine starts.</param>
    /// <exception cref="RefusedException">A configuration cannot be edited with certainty.</exception>
    public static IEnumerable<Change> Changes(BootFacts boot)
    {
        var named = boot.Presets.SelectMany(preset => preset.Images).Where(image => image.Path is not null || image.UnifiedPath is not null).Select(image => image.Configuration).Distinct(StringComparer.Ordinal);
        return named.SelectMany(path => Edit(boot, path is null ? Default(boot) : [path])).Distinct();
    }

    /// <summary>The file, then what lies in the folder beside it, in the order in which mkinitcpio reads them.</summary>
    private static ImmutableArray<string> Default(BootFacts boot)
    {
        var main = HostRoots.Live.Etc("mkinitcpio.conf");
        return
        [
            main,
            .. boot.ConfigurationFiles.Select(file => file.Path)
                .Where(path => path.StartsWith(main + ".d/", StringComparison.Ordinal))
                .Order(KernelVersionOrder.Instance),
        ];
    }

    private static ImmutableArray<Change> Edit(BootFacts boot, ImmutableArray<string> paths)
    {
        var assignments = paths.SelectMany(path => BashAssignments.Parse(boot.ConfigurationFile(path)?.Text ?? "")
            .Where(assignment => string.Equals(assignment.Name, Variable, StringComparison.Ordinal))
            .Select(assignment => (Path: path, Assignment: assignment))).ToImmutableArray();
        if (assignments.LastOrDefault(pair => !pair.Assignment.IsAppended) is not { Path: { } path, Assignment: var last })
        {
            throw NotUnderstood(paths[0], $"{Variable} is not assigned");
        }

        if (assignments.FirstOrDefault(pair => !pair.Assignment.IsCertain) is { Path: { } uncertain })
        {
            throw NotUnderstood(uncertain, $"{Variable} is computed");
        }

        var effective = assignments.SkipWhile(pair => !ReferenceEquals(pair.Assignment, last)).SelectMany(pair => pair.Assignment.Words.SelectMany(word => word.Split(' ')));
        if (effective.Contains(MkinitcpioHook.Name, StringComparer.Ordinal))
        {
            return [];
        }

        var before = boot.ConfigurationFile(path)!.Text;
        var line = last.IsArray ? $"{Variable}+=({MkinitcpioHook.Name})" : $"{Variable}+=\" {MkinitcpioHook.Name}\"";
        return OwnFile.Write(
            boot, "initramfs-hooks", "Have mkinitcpio run the hook", "mkinitcpio runs the hooks that its configuration names; at the end of the list the hook finds what the others put into the image.",
            path, $"{before}{(before.EndsWith('\n') ? "" : "\n")}{line}\n", NewFileMode.Plain);
    }

    private static RefusedException NotUnderstood(string path, string why) =>
        new($"mkinitcpio's list of hooks cannot be edited with certainty: {why}", path, $"write it as {Variable}=(...) in words alone, then plan again");
}
