using System.Text;

namespace Passthrough.Host.Virtualization;

/// <summary>Finds versions of packages in what package managers keep, without starting any.</summary>
public static class PackageVersions
{
    /// <summary>The version of an installed package of Debian.</summary>
    /// <param name="status"><c>/var/lib/dpkg/status</c>.</param>
    /// <param name="package">The package's name.</param>
    /// <returns>Null when the package is not there or not installed.</returns>
    public static string? InDpkg(ReadOnlySpan<byte> status, string package)
    {
        var heading = Encoding.UTF8.GetBytes($"Package: {package}\n");
        while (status.IndexOf(heading) is >= 0 and var start)
        {
            var isLineStart = start == 0 || status[start - 1] == '\n';
            var stanza = status[start..];
            var end = stanza.IndexOf("\n\n"u8);
            stanza = end < 0 ? stanza : stanza[..(end + 1)];
            if (isLineStart && Field(stanza, "\nStatus: "u8)?.EndsWith(" installed", StringComparison.Ordinal) is true && Field(stanza, "\nVersion: "u8) is { } version)
            {
                return version;
            }

            status = status[(start + heading.Length)..];
        }

        return null;
    }

    /// <summary>The version in the name of a package's folder, as pacman and Portage keep them: <c>qemu-base-9.1.0-1</c>.</summary>
    /// <param name="folder">The folder's name.</param>
    /// <param name="package">The package's name.</param>
    /// <returns>Null when it is another package's folder.</returns>
    public static string? InFolderName(string folder, string package) =>
        folder.StartsWith(package + "-", StringComparison.Ordinal) && folder.Length > package.Length + 1 && char.IsAsciiDigit(folder[package.Length + 1]) ? folder[(package.Length + 1)..] : null;

    private static string? Field(ReadOnlySpan<byte> stanza, ReadOnlySpan<byte> name)
    {
        var start = stanza.IndexOf(name);
        if (start < 0)
        {
            return null;
        }

        var rest = stanza[(start + name.Length)..];
        var end = rest.IndexOf((byte)'\n');
        return Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]).Trim();
    }
}
