namespace Passthrough.Host.Packages;

/// <summary>How far a package is on a machine.</summary>
public enum PackageState
{
    /// <summary>It is not there; of a package of Debian its configuration may be.</summary>
    Absent,

    /// <summary>Its installation or removal was cut off.</summary>
    Partial,

    /// <summary>It is installed.</summary>
    Installed,
}
