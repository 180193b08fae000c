using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Packages;
using Passthrough.Readiness;

namespace Passthrough.Planning.Surroundings;

/// <summary>The packages that guests need and that are missing: those that <c>check</c> names.</summary>
internal static class GuestPackages
{
    /// <summary>Their installation, with exactly what it brings as its inverse. It is the first of all changes.</summary>
    /// <param name="facts">The machine, with the package manager's forecast.</param>
    /// <param name="request">What was asked.</param>
    /// <exception cref="RefusedException">This program installs no packages here, or what would be done could not be taken back.</exception>
    /// <exception cref="NeedsRootException">The package manager tells root only.</exception>
    public static Surrounding Of(HostFacts facts, PlanRequest request)
    {
        if (!request.Packages)
        {
            return Surrounding.None;
        }

        ImmutableArray<Postcondition> postconditions = [.. Enum.GetValues<GuestPart>().Select(part => new GuestPartIsThere(part))];
        var missing = GuestParts.Missing(facts);
        if (missing.IsEmpty)
        {
            return new Surrounding([], postconditions, []);
        }

        var manager = ManagerOf(facts, missing);
        var names = Names(facts, manager, missing);
        var added = Forecast(facts, manager, names).Added;
        var change = new ToolChange(
            "guest-packages",
            $"Install {GuestParts.WordsOf(missing)}: {names.Length} packages, and {added.Length - names.Length} that they need",
            "Guests cannot run without. Undo removes exactly these packages, none that was there before; what they were configured with and what guests left stays. Where something that is installed later needs one of them, undo leaves them all and says so.",
            $"packages {string.Join(", ", names)} and what they need",
            PackageCommands.Install(manager, names),
            PackageCommands.Remove(manager, added),
            new PackagesInstalled(manager, added, AreInstalled: true))
        {
            Start = new PackagesInstalled(manager, added, AreInstalled: false),
            AskTakeBack = PackageCommands.AskRemove(manager, added),
            Mend = PackageCommands.Mend(manager, added) is { IsEmpty: false } mend ? mend : null,
            Advice = PackageCommands.Advice(manager),
        };
        return new Surrounding([change], postconditions, [change.Start]);
    }

    /// <summary>Those of some packages that are not installed: one that is would be upgraded if it was named.</summary>
    /// <param name="installed">What is installed.</param>
    /// <param name="names">The packages.</param>
    public static ImmutableArray<string> Absent(PackageFacts installed, ImmutableArray<string> names) => [.. names.Where(name => installed.StateOf(name) != PackageState.Installed)];

    private static ImmutableArray<string> Names(HostFacts facts, PackageManager manager, ImmutableArray<GuestPart> missing)
    {
        var names = GuestParts.PackagesOf(manager, missing);
        var absent = facts.Packages is { } packages ? Absent(packages, names) : names;
        return absent.IsEmpty
            ? throw new RefusedException(
                $"{GuestParts.WordsOf(missing)} {(missing.Length == 1 ? "is" : "are")} not there, and the packages are installed: {string.Join(", ", names)}", GuestParts.EvidenceOf(facts, missing[0]).Source, "install these packages anew, or look who removed their files")
            : absent;
    }

    /// <summary>The package manager, where this program drives it.</summary>
    private static PackageManager ManagerOf(HostFacts facts, ImmutableArray<GuestPart> missing)
    {
        if (facts.Boot.LineTool == KernelLineTool.RpmOstree)
        {
            throw new RefusedException(
                "rpm-ostree makes the system as a whole here, and what it adds comes with the next start: this program installs no packages by it", null,
                $"install them, start anew, then plan without --packages: sudo rpm-ostree install {string.Join(' ', GuestParts.PackagesOf(PackageManager.Dnf, missing))}");
        }

        return GuestParts.ManagerOf(facts)
            ?? throw new RefusedException("it is not known how packages are installed on this distribution", HostRoots.Live.Etc("os-release"), $"install {GuestParts.InstallLine(facts.Distribution, missing)}, then plan without --packages");
    }

    private static PackageForecast Forecast(HostFacts facts, PackageManager manager, ImmutableArray<string> names)
    {
        var program = PackageCommands.NameOf(manager);
        if (facts.Packages is not { Forecast: { } forecast } packages || packages.Manager != manager)
        {
            throw new RefusedException($"what an installation brings is known to {program} of the running machine alone", null, "plan on the machine itself");
        }

        if (forecast.NeedsRoot)
        {
            throw new NeedsRootException(forecast.Problem!, program, "run the same command with sudo");
        }

        if (forecast.Problem is { } problem)
        {
            throw new RefusedException($"{program} does not tell what it would install: {problem}", program, $"run this and look at what it says: {string.Join(' ', PackageCommands.Forecast(manager, names).Prepend("sudo"))}; {PackageCommands.Advice(manager)}");
        }

        if (!forecast.Changed.IsEmpty)
        {
            throw new RefusedException(
                $"{program} would also upgrade, replace or remove {string.Join(", ", forecast.Changed)}, which could not be taken back", program, $"bring the system up to date first ({PackageCommands.Upgrade(manager)}), or install them yourself: {string.Join(' ', names)}");
        }

        return names.FirstOrDefault(name => !forecast.Added.Contains(name, StringComparer.Ordinal)) is { } other
            ? throw new RefusedException($"{program} does not install a package of the name {other}: it is there already, or another brings what it stands for", program, $"look at what it says: {string.Join(' ', PackageCommands.Forecast(manager, names).Prepend("sudo"))}; then install what is missing yourself, and plan without --packages")
            : forecast;
    }
}
