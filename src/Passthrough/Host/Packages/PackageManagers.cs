using Passthrough.Host.Distribution;

namespace Passthrough.Host.Packages;

/// <summary>Which package manager a distribution has.</summary>
public static class PackageManagers
{
    /// <summary>The one of a distribution; null when this program drives none there.</summary>
    /// <param name="distribution">The distribution.</param>
    public static PackageManager? Of(DistributionFacts distribution) => distribution.Family switch
    {
        DistributionFamily.Debian => PackageManager.Apt,
        DistributionFamily.RedHat => PackageManager.Dnf,
        DistributionFamily.Arch => PackageManager.Pacman,
        DistributionFamily.Suse => PackageManager.Zypper,
        _ => null,
    };
}
