using System.Text.Json.Serialization;

namespace Passthrough.Host.Packages;

/// <summary>The package managers that this program drives.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<PackageManager>))]
public enum PackageManager
{
    /// <summary>Debian's: apt-get over dpkg.</summary>
    Apt,

    /// <summary>Fedora's: dnf (4 or 5) over rpm.</summary>
    Dnf,

    /// <summary>Arch's: pacman.</summary>
    Pacman,

    /// <summary>openSUSE's: zypper over rpm.</summary>
    Zypper,
}
