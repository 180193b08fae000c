using Passthrough.Host.Boot.Mkinitcpio;
using Passthrough.Planning;
using Passthrough.Planning.Initramfs;

namespace Passthrough.Changes.Initramfs;

/// <summary>Judges an image's content against what a plan expects of it. Pure.</summary>
public static class InitramfsCheck
{
    private static readonly string[] Suffixes = ["", ".xz", ".zst", ".gz"];

    /// <summary>What is wrong with the image; null when nothing is.</summary>
    /// <param name="content">The image.</param>
    /// <param name="expected">What it must hold.</param>
    public static string? Objection(InitramfsContent content, InitramfsChange expected)
    {
        if (!content.IsComplete)
        {
            return "it is damaged: the archive in it does not end as it must";
        }

        foreach (var name in expected.MustContain)
        {
            if (!content.Files.Any(file => Suffixes.Any(suffix => IsAt(file, name + suffix))))
            {
                return $"it does not hold {name}";
            }
        }

        return expected.MustRunBeforeUdev is { } script ? OrderObjection(content, script) : null;
    }

    private static bool IsAt(string file, string name) =>
        file.EndsWith(name, StringComparison.Ordinal) && (file.Length == name.Length || file[^(name.Length + 1)] == '/');

    /// <summary>An image of initramfs-tools has a list of its early scripts; one of dracut has a folder of hooks that run before udev; one of mkinitcpio names its early hooks, or has units of systemd.</summary>
    private static string? OrderObjection(InitramfsContent content, string script) =>
        content.InitTopOrder is { } order ? ListObjection(order, script)
        : content.Configuration is { } configuration ? HooksObjection(content, configuration, script)
        : content.Files.Any(file => file.Contains("hooks/pre-udev/", StringComparison.Ordinal) && file.EndsWith(script, StringComparison.Ordinal)) ? null
        : $"it has no {script} among the hooks that run before udev";

    private static string? HooksObjection(InitramfsContent content, string configuration, string hook)
    {
        var early = BashAssignments.Parse(configuration).LastOrDefault(assignment => assignment.Name is "EARLYHOOKS")?.Words.SelectMany(word => word.Split(' ')) ?? [];
        return early.Contains(hook, StringComparer.Ordinal) || content.Files.Any(file => file.EndsWith($"sysinit.target.wants/{MkinitcpioHook.UnitName}", StringComparison.Ordinal))
            ? null
            : $"it runs {hook} neither as an early hook nor as a unit of systemd";
    }

    private static string? ListObjection(string order, string script)
    {
        var names = order.Split('\n')
            .Select(line => line.Split(' ')[0])
            .Where(path => path.StartsWith("/scripts/init-top/", StringComparison.Ordinal))
            .Select(path => path[(path.LastIndexOf('/') + 1)..])
            .ToList();
        var own = names.IndexOf(script);
        var udev = names.IndexOf("udev");
        return own < 0 ? $"its order of scripts (scripts/init-top/ORDER) does not name {script}"
            : udev >= 0 && udev < own ? $"{script} runs after udev, when drivers may have the card already"
            : null;
    }
}
