using System.Collections.Immutable;

namespace Passthrough.Guests.Import.Libvirt;

/// <summary>Systems by libosinfo's identifiers (<c>https://gitlab.com/libosinfo/osinfo-db</c>).</summary>
internal static class OsinfoNames
{
    private const string Microsoft = "http://microsoft.com/win/";

    private static readonly ImmutableArray<string> LinuxMakers =
    [
        "almalinux.org", "alpinelinux.org", "altlinux.org", "archlinux.org", "asianux.com", "centos.org", "circle-linux.org", "debian.org", "elementary.io", "endlessos.com", "eurolinux.com",
        "fedoraproject.org", "gentoo.org", "guix.gnu.org", "libosinfo.org/linux", "mageia.org", "mandriva.com", "manjaro.org", "miraclelinux.com", "nixos.org", "openeuler.org", "opensuse.org", "oracle.com/ol",
        "pop.system76.com", "pureos.net", "redhat.com", "rockylinux.org", "scientificlinux.org", "slackware.com", "suse.com", "system76.com", "trisquel.info", "ubuntu.com", "voidlinux.org", "zorin.com",
    ];

    /// <summary>The system.</summary>
    /// <param name="id">Such as <c>http://microsoft.com/win/11</c>.</param>
    /// <returns>Null for one that nothing is tuned for.</returns>
    public static GuestOs? Of(string id) => id switch
    {
        Microsoft + "11" => GuestOs.Windows11,
        _ when id.StartsWith(Microsoft, StringComparison.Ordinal) => GuestOs.Windows,
        _ when LinuxMakers.Any(maker => id.StartsWith($"http://{maker}/", StringComparison.Ordinal)) || id.StartsWith("http://libosinfo.org/linux/", StringComparison.Ordinal) => GuestOs.Linux,
        _ => null,
    };
}
