using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host.Boot;
using Passthrough.Host.Boot.Limine;
using Passthrough.Host.Boot.LoaderEntries;
using Passthrough.Planning.KernelLine;

namespace Passthrough.Planning.Guard;

/// <summary>
/// The guard for Limine: an entry of its configuration, and, from Limine 11.4 on, the EFI variables that say which one starts. The entry and the words stand in one file, so they are written in one step; the
/// variable names the entry before it is there, which Limine passes over.
/// </summary>
internal static class LimineGuard
{
    /// <summary>What a person can do where a trial boot is refused.</summary>
    internal const string InsistOnEntry = $"{BootGuard.Insist}: today's start is then offered in Limine's menu";

    /// <summary>The guard.</summary>
    /// <param name="boot">How the machine starts; Limine says that it can be told what to start once (<c>LoaderFeatures</c>).</param>
    /// <param name="program">The path of this program, which looks at the trial boot.</param>
    /// <param name="images">The initramfs images that the plan replaces; null when none.</param>
    /// <param name="entries">The entries whose kernel lines are edited.</param>
    /// <param name="today">What starts now.</param>
    /// <param name="wish">What is wanted of the kernel line.</param>
    /// <exception cref="RefusedException">Limine cannot try a configuration once on this machine.</exception>
    public static BootGuard Of(BootFacts boot, string program, InitramfsChange? images, ImmutableArray<LimineEntry> entries, LimineEntry today, KernelWish wish)
    {
        Require(boot, boot.Limine!, today);
        return new BootGuard(
            [
                new BootVariableChange(
                    "fallback-default", "Start the entry of today until the new configuration is found good",
                    "From now on Limine starts the machine as today: the entry comes with the next steps. Only the trial boot, once, and what it confirms start the new configuration.",
                    LoaderVariables.DefaultName, FallbackEntry.Title),
                .. WithoutTrial(boot, images, entries, today, wish).Before,
                .. BootGuard.UnitsFor(boot, program),
            ],
            [
                new BootVariableChange(
                    "trial-boot", "Let the next start, and only that, use the new configuration",
                    "Limine forgets it as it uses it: when the machine does not come up, the start after it is today's. A start that verify finds good becomes the default (passthrough confirm).",
                    LoaderVariables.OneShotName, today.TreePath),
            ]);
    }

    /// <summary>What is offered without a trial boot: the entry, which a person chooses in the menu.</summary>
    /// <inheritdoc cref="Of"/>
    public static BootGuard WithoutTrial(BootFacts boot, InitramfsChange? images, ImmutableArray<LimineEntry> entries, LimineEntry today, KernelWish wish)
    {
        var menu = boot.Limine!;
        ImmutableArray<(LimineFile Module, string Image)> replaced =
        [
            .. today.Modules.Select(module => (Module: module, Image: images?.Images.FirstOrDefault(image => menu.IsSame(module, image.Path))?.Path)).Where(pair => pair.Image is not null).Select(pair => (pair.Module, pair.Image!)),
        ];
        if (replaced.Length > 1)
        {
            throw new RefusedException($"the entry '{today.Title}' starts more than one image that the plan replaces", menu.Path, "let each entry start one initramfs");
        }

        var copies = replaced.Select(pair => (pair.Module, Copy: CopyOf(menu, pair.Module, pair.Image))).ToImmutableArray();
        var text = boot.ConfigurationFile(menu.Path)!.Text;
        var change = LimineKernelLine.Present(
            boot, entries, wish, edited => LimineFallbackEntry.With(edited, menu.IsOld, text, today, module => copies.Where(pair => pair.Module == module).Select(pair => pair.Copy.Named).FirstOrDefault()));
        return new BootGuard(
            [
                .. replaced.Zip(copies).Select(pair => BootGuard.Keep(pair.First.Image, pair.Second.Copy.MachinePath)),
                .. change is null ? [] : new Change[] { change },
            ],
            []);
    }

    /// <summary>Where the copy lies: at the root of the partition that the image is on, or, where that is the system's own, in its folder for boot loaders.</summary>
    private static (LimineFile Named, string MachinePath) CopyOf(LimineMenu menu, LimineFile module, string image)
    {
        var place = image.EndsWith(module.Path, StringComparison.Ordinal) ? image[..^module.Path.Length] : menu.Place;
        var path = place.Length == 0 ? $"{menu.Place}/{FallbackEntry.ImageName}" : $"/{FallbackEntry.ImageName}";
        return (module with { Path = path }, place + path);
    }

    private static void Require(BootFacts boot, LimineMenu menu, LimineEntry today)
    {
        var variables = boot.LoaderVariables!;
        LoaderChoice.RequireNone(variables, FallbackEntry.Title);

        // Versions differ in whether default_entry or the variable comes first; what was started last comes before both.
        if (menu.RemembersLast || menu.DefaultName is not null)
        {
            throw new RefusedException(
                $"{menu.Path} itself says what starts by default ({(menu.RemembersLast ? "remember_last_entry" : "default_entry")}), which comes before what Limine is told", menu.Path,
                $"take default_entry and remember_last_entry out of it and say instead: sudo bootctl set-default '{today.TreePath}'; {InsistOnEntry}");
        }

        if (menu.Default(variables.Default) != today || menu.Named(today.TreePath) is null || !today.TreePath.All(char.IsAscii))
        {
            throw new RefusedException(
                "it is no entry of this machine's Linux that Limine starts by default, or its name is not the only one of its kind, or not in ASCII: Limine cannot be told of it", menu.Path,
                $"name the default: sudo bootctl set-default '{today.TreePath}'; {InsistOnEntry}");
        }
    }
}
