using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host.Distribution;
using Passthrough.Rehearsal;

namespace Passthrough.Processes;

/// <summary>Programs that a command needs and that other packages bring.</summary>
internal static class InstalledTool
{
    /// <summary>Passes when a program is installed.</summary>
    /// <param name="program">The program.</param>
    /// <param name="purpose">What it does, after "which".</param>
    /// <param name="distribution">The machine's distribution.</param>
    /// <param name="packagesOf">The packages that bring it, by the name of the package manager; null for one that is not known.</param>
    /// <exception cref="ToolFailedException">It is not; the next step names the packages.</exception>
    public static void Require(string program, string purpose, DistributionFacts distribution, Func<string?, ImmutableArray<string>> packagesOf)
    {
        if (ProgramPath.Find(program) is null)
        {
            var manager = RehearsalRequirements.PackageManagerOf(distribution);
            var packages = packagesOf(manager);
            throw new ToolFailedException(
                $"{program}, which {purpose}, is not installed",
                program,
                manager is null ? $"install the {(packages.Length == 1 ? "package" : "packages")} {string.Join(' ', packages)}" : RehearsalRequirements.InstallCommand(manager, packages));
        }
    }
}
