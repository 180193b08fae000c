namespace Passthrough.Host.Distribution;

/// <summary>Distributions that share their package manager and their ways.</summary>
public enum DistributionFamily
{
    /// <summary>None of the others.</summary>
    Unknown,

    /// <summary>Debian, Ubuntu and what is made of them.</summary>
    Debian,

    /// <summary>Fedora, Red Hat Enterprise Linux and what is made of them.</summary>
    RedHat,

    /// <summary>Arch and what is made of it.</summary>
    Arch,

    /// <summary>openSUSE and SUSE Linux Enterprise.</summary>
    Suse,

    /// <summary>Gentoo.</summary>
    Gentoo,

    /// <summary>NixOS.</summary>
    Nix,

    /// <summary>Void.</summary>
    Void,

    /// <summary>Alpine.</summary>
    Alpine,
}
