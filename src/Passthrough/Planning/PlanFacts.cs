using System.Collections.Immutable;
using Passthrough.Changes.Packages;
using Passthrough.Host;
using Passthrough.Host.Iommu;
using Passthrough.Host.Packages;
using Passthrough.Host.Roms;
using Passthrough.Planning.Surroundings;
using Passthrough.Readiness;

namespace Passthrough.Planning;

/// <summary>What a plan needs to know of a machine beyond what each of them needs.</summary>
public static class PlanFacts
{
    /// <summary>The machine with what this request rests on.</summary>
    /// <param name="facts">The machine as it was read.</param>
    /// <param name="roots">The machine.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="packages">Its package manager, which is asked what an installation would do.</param>
    /// <exception cref="Failures.ToolFailedException">The package manager's database cannot be asked.</exception>
    public static HostFacts For(HostFacts facts, HostRoots roots, PlanRequest request, IPackageTools packages)
    {
        var known = request.AcsOverride is null ? facts : facts with { Iommu = facts.Iommu with { KnowsAcsOverride = AcsOverrideSupport.Read(roots) } };
        known = request.Rom is { } rom && rom.StartsWith('/') ? known with { RomFiles = [RomFileReader.Read(roots, rom)] } : known;
        return request.Packages && GuestParts.Missing(facts) is { IsEmpty: false } missing && GuestParts.ManagerOf(facts) is { } manager ? known with { Packages = Packages(packages, manager, GuestParts.PackagesOf(manager, missing)) } : known;
    }

    private static PackageFacts Packages(IPackageTools packages, PackageManager manager, ImmutableArray<string> names)
    {
        var installed = packages.Read(manager);
        var absent = GuestPackages.Absent(installed, names);
        return absent.IsEmpty ? installed : installed with { Forecast = packages.Forecast(manager, absent) };
    }
}
