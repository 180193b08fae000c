using System.Collections.Immutable;

namespace Passthrough.Host.Distribution;

/// <summary>The distribution, from os-release(5) (<c>/etc/os-release</c>, else <c>/usr/lib/os-release</c>).</summary>
/// <param name="Id"><c>ID</c>; null when absent.</param>
/// <param name="IdLike"><c>ID_LIKE</c>, split; empty when absent.</param>
/// <param name="VersionId"><c>VERSION_ID</c>; null when absent (rolling releases).</param>
/// <param name="PrettyName"><c>PRETTY_NAME</c>; null when absent.</param>
public sealed record DistributionFacts(string? Id, ImmutableArray<string> IdLike, string? VersionId, string? PrettyName)
{
    private static readonly ImmutableArray<(string Id, DistributionFamily Family)> Families =
    [
        ("debian", DistributionFamily.Debian),
        ("ubuntu", DistributionFamily.Debian),
        ("fedora", DistributionFamily.RedHat),
        ("rhel", DistributionFamily.RedHat),
        ("centos", DistributionFamily.RedHat),
        ("arch", DistributionFamily.Arch),
        ("suse", DistributionFamily.Suse),
        ("opensuse", DistributionFamily.Suse),
        ("opensuse-tumbleweed", DistributionFamily.Suse),
        ("opensuse-leap", DistributionFamily.Suse),
        ("gentoo", DistributionFamily.Gentoo),
        ("nixos", DistributionFamily.Nix),
        ("void", DistributionFamily.Void),
        ("alpine", DistributionFamily.Alpine),
    ];

    /// <summary>The family, from <c>ID</c> and else the first of <c>ID_LIKE</c> that is known.</summary>
    public DistributionFamily Family =>
        IdLike.Prepend(Id ?? "").Select(id => Families.FirstOrDefault(known => string.Equals(known.Id, id, StringComparison.Ordinal)).Family).FirstOrDefault(family => family != DistributionFamily.Unknown);

    /// <summary>The program that installs packages; null for an unknown family.</summary>
    public string? PackageManager => Family switch
    {
        DistributionFamily.Debian => "apt",
        DistributionFamily.RedHat => "dnf",
        DistributionFamily.Arch => "pacman",
        DistributionFamily.Suse => "zypper",
        DistributionFamily.Gentoo => "emerge",
        DistributionFamily.Nix => "nix",
        DistributionFamily.Void => "xbps-install",
        DistributionFamily.Alpine => "apk",
        _ => null,
    };

    /// <summary>True when this is the named distribution or says that it is like it.</summary>
    public bool Is(string id) =>
        string.Equals(Id, id, StringComparison.Ordinal) || IdLike.Contains(id, StringComparer.Ordinal);
}
