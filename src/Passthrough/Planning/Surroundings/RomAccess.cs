using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Pci;
using Passthrough.Host.Roms;
using Passthrough.Host.Security;
using Passthrough.Host.Virtualization;
using Passthrough.Readiness;

namespace Passthrough.Planning.Surroundings;

/// <summary>
/// Lets guests of libvirt read an option ROM (<c>&lt;rom file='...'/&gt;</c> of a hostdev). libvirt does nothing for it: its virt-aa-helper writes no rule for the file, and its drivers for SELinux and for owners do not label it. So AppArmor gets
/// a rule and SELinux a label; who may reach the file by its permissions is judged and never changed.
/// </summary>
internal static class RomAccess
{
    private const string ContentType = "virt_content_t";

    /// <summary>Types that the policies let every guest read (<c>virt.te</c>; <c>usr_t</c>: every program). Files that libvirt labels itself have others.</summary>
    private static readonly ImmutableArray<string> ReadableTypes = [ContentType, "virt_image_t", "usr_t"];

    /// <summary>The label, where SELinux is on and the file has none that guests may read, and what must be true then.</summary>
    /// <param name="facts">The machine, with the file.</param>
    /// <param name="request">What was asked.</param>
    /// <exception cref="InvalidInputException">The path is not absolute, or what is there is no file.</exception>
    /// <exception cref="NotFoundException">Nothing is there.</exception>
    /// <exception cref="NeedsRootException">The file, or as whom guests run, is for root only to see.</exception>
    /// <exception cref="RefusedException">It is no option ROM of the card, or guests cannot be let read it.</exception>
    public static Surrounding Of(HostFacts facts, PlanRequest request)
    {
        if (request.Rom is not { } path)
        {
            return Surrounding.None;
        }

        if (facts.Virtualization.Libvirt.Form == LibvirtForm.None)
        {
            throw new RefusedException(
                "libvirt is not installed, and QEMU that a user starts reads a ROM as that user", HostRoots.Live.Usr("sbin/libvirtd"), $"{SurroundingRefusals.InstallFirst(facts, GuestPart.Libvirt)}; or plan without --rom");
        }

        var (file, real) = Required(facts, path);
        RequireRomOf(facts, request, file);
        RequireReachable(facts, file);
        var labels = Label(facts, file, real);
        return labels with { Postconditions = labels.Postconditions.Add(new GuestsMayRead(path)) };
    }

    /// <summary>The rule of AppArmor's for the file, where there is none that allows it already.</summary>
    /// <param name="facts">The machine, with the file.</param>
    /// <param name="request">What was asked.</param>
    /// <exception cref="RefusedException">A rule denies it, or its path cannot be written in a rule.</exception>
    public static ImmutableArray<WantedRule> Rules(HostFacts facts, PlanRequest request)
    {
        if (request.Rom is not { } path || facts.RomFileOf(path)?.RealPath is not { } real)
        {
            return [];
        }

        var known = AppArmorRules.Known(facts);
        if (AppArmorFileRule.LetRead(known, real))
        {
            return [];
        }

        if (AppArmorFileRule.DenyReading(known, real))
        {
            throw new RefusedException("a rule of AppArmor's denies guests to read this file, and no other rule can then allow it", real, PutElsewhere(facts, path));
        }

        return AppArmorGlob.Escape(real) is { } glob
            ? [new WantedRule(real, $"\"{glob}\" r,")]
            : throw new RefusedException("the path has letters that a rule of AppArmor's cannot have", real, PutElsewhere(facts, path));
    }

    /// <summary>What keeps guests from reading the file; null when nothing does.</summary>
    /// <param name="facts">The machine, with the file.</param>
    /// <param name="path">The machine's own path.</param>
    public static string? BarrierTo(HostFacts facts, string path) => facts.RomFileOf(path) switch
    {
        null => "it was not looked at",
        { Problem: { } problem } => problem.Reason,
        { RealPath: { } real, IsRegular: true } file => UnreachablePlace(facts, file) is { } place ? $"{WhoRuns(facts, file)} may not {Verb(file, place)} {place.Path}"
            : AppArmorRules.Confine(facts) && !AppArmorFileRule.LetRead(AppArmorRules.Known(facts), real) ? "no rule of AppArmor's allows it"
            : facts.Security.IsSelinuxEnforcing is not null && !IsReadable(file.Label) ? $"SELinux has the label {file.Label?.Text ?? "of no type"} for it"
            : null,
        _ => "there is no such file",
    };

    private static (RomFile File, string RealPath) Required(HostFacts facts, string path)
    {
        if (!path.StartsWith('/'))
        {
            throw new InvalidInputException($"'{path}' is no absolute path", path, "name the file from / on, as a guest's XML has to");
        }

        var file = facts.RomFileOf(path) ?? throw new System.Diagnostics.UnreachableException($"the option ROM '{path}' was not looked at");
        if (file.Problem is { } problem)
        {
            throw problem.Errno is null
                ? new InvalidInputException($"the option ROM '{path}' cannot be read: {problem.Reason}", path)
                : new NeedsRootException($"the option ROM '{path}' cannot be read: {problem.Reason}", path, "run the same command with sudo");
        }

        var real = file.RealPath ?? throw new NotFoundException($"there is no option ROM '{path}'", path, "name the file that the guest shall have: --rom FILE (a snapshot of a machine holds no such files)");
        return file.IsRegular ? (file, real) : throw new InvalidInputException($"the option ROM '{path}' is no regular file", path, "name the file that the guest shall have: --rom FILE");
    }

    private static void RequireRomOf(HostFacts facts, PlanRequest request, RomFile file)
    {
        if (file.Rom is not { } rom)
        {
            throw new RefusedException(
                $"'{file.Path}' is no option ROM: it has no image with the signatures 55 AA and PCIR", file.Path,
                "dump it again: what is read while a driver holds the card, or of a card that the firmware started with, is often empty or cut off");
        }

        ImmutableArray<PciIdentity> functions = [.. (facts.Display.CardOf(request.Gpu)?.Functions ?? []).Select(facts.Pci.Find).OfType<PciDevice>().Where(function => !function.Class.IsBridge).Select(function => function.Identity)];
        if (!rom.Images.Any(image => functions.Any(image.IsFor)))
        {
            var ids = string.Join(", ", rom.Images.Select(image => $"{image.Vendor:x4}:{image.Device:x4}").Distinct(StringComparer.Ordinal));
            throw new RefusedException(
                $"the option ROM '{file.Path}' is for {ids}, and the card at {request.Gpu} is {string.Join(", ", functions.Select(function => function.Ids))}", file.Path,
                "name the card's own ROM. Where this one is meant all the same: a guest reads it without a plan from a folder that is open to guests, such as /usr/share/vgabios");
        }

        if (file.RomOffset > 0)
        {
            throw new RefusedException(
                $"the option ROM in '{file.Path}' begins only at byte {file.RomOffset}, after a header of the tool that wrote it, which a guest's firmware does not pass over", file.Path,
                $"cut it off, then name the new file: tail -c +{file.RomOffset + 1} {ShellWord.Of(file.Path)} > {ShellWord.Of($"{file.Path}.cut")}");
        }
    }

    private static void RequireReachable(HostFacts facts, RomFile file)
    {
        if (UnreachablePlace(facts, file) is not { } place)
        {
            return;
        }

        throw QemuUser.IsClosed(facts)
            ? new NeedsRootException("the file is not open to everyone, and as whom libvirt runs guests is readable by root only", QemuUser.Configuration, "run the same command with sudo")
            : new RefusedException($"{WhoRuns(facts, file)} may not {Verb(file, place)} {place.Path}", file.Path, PutElsewhere(facts, file.Path));
    }

    /// <summary>The first folder that QEMU may not enter, or the file that it may not read.</summary>
    private static PathAccess? UnreachablePlace(HostFacts facts, RomFile file)
    {
        if (file.Places.All(place => place.AllowsOthers(Rights(file, place))))
        {
            return null;
        }

        var user = QemuUser.Of(facts, file.Groups);
        return user is { PassesChecks: true } ? null
            : file.Places.FirstOrDefault(place => user is null ? !place.AllowsOthers(Rights(file, place)) : !place.Allows(user.User, user.Groups, Rights(file, place)));
    }

    private static int Rights(RomFile file, PathAccess place) => IsFile(file, place) ? AccessList.Read : AccessList.Enter;

    private static string Verb(RomFile file, PathAccess place) => IsFile(file, place) ? "read" : "enter";

    private static bool IsFile(RomFile file, PathAccess place) => string.Equals(place.Path, file.RealPath, StringComparison.Ordinal);

    private static string WhoRuns(HostFacts facts, RomFile file) => QemuUser.Of(facts, file.Groups) is { } user ? $"libvirt runs guests as {user.Name}, who" : "as whom libvirt runs guests is not known, and others";

    /// <summary>The next step where the file is in a place that guests cannot be let into.</summary>
    private static string PutElsewhere(HostFacts facts, string path)
    {
        var folder = AppArmorRules.Confine(facts) ? HostRoots.Live.Usr("share/vgabios") : HostRoots.Live.Var("lib/libvirt/boot");
        var name = path[(path.LastIndexOf('/') + 1)..];
        var target = ShellWord.Of($"{folder}/{string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' ? letter : '_'))}");
        return $"put a copy where guests may read it, and name that in the guest and here: sudo install -D -m 644 {ShellWord.Of(path)} {target}";
    }

    private static Surrounding Label(HostFacts facts, RomFile file, string real)
    {
        if (facts.Security.IsSelinuxEnforcing is null || IsReadable(file.Label))
        {
            return Surrounding.None;
        }

        if (file.Label is not { } before)
        {
            throw new RefusedException("SELinux is on, and the file's file system keeps no labels", real, PutElsewhere(facts, file.Path));
        }

        return Surrounding.Of(
        [
            FileContexts.Choose(facts.Security, real, ContentType, "rom-context", "Let SELinux have the option ROM for something that guests read", "SELinux keeps guests from files of any other type, and libvirt gives an option ROM no label."),
            new Surrounding(
                [
                    new ToolChange(
                        "rom-label", "Give the option ROM this label", "A choice alone changes no file that is there. Undo gives it the label that it has now.", $"label of SELinux of {real}",
                        ["restorecon", "-F", real], ["chcon", before.Text, real], new FileLabelIs(file.Path, ContentType)),
                ],
                [new FileLabelIs(file.Path, ContentType)], [new FileLabelIs(file.Path, before.Type)]),
        ]);
    }

    /// <summary>Guests have categories of their own, and read only what has none.</summary>
    private static bool IsReadable(SelinuxLabel? label) => label is { Level: null or "s0" } && ReadableTypes.Contains(label.Type, StringComparer.Ordinal);
}
