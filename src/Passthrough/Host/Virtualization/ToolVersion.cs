using System.Globalization;

namespace Passthrough.Host.Virtualization;

/// <summary>The two first numbers of a program's version, by which features are known.</summary>
/// <param name="Major">The first.</param>
/// <param name="Minor">The second.</param>
public readonly record struct ToolVersion(int Major, int Minor) : IComparable<ToolVersion>
{
    /// <summary>Reads the version of a package or program.</summary>
    /// <param name="text">Such as <c>1:7.2+dfsg-7+deb12u18</c> (a number before a colon is the package's own) or <c>9.0.0</c>.</param>
    /// <returns>Null when it begins with no two numbers.</returns>
    public static ToolVersion? Parse(string? text)
    {
        var version = text.AsSpan();
        version = version[(version.IndexOf(':') + 1)..];
        var dot = version.IndexOf('.');
        if (dot <= 0)
        {
            return null;
        }

        var rest = version[(dot + 1)..];
        var end = rest.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(version[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && int.TryParse(end < 0 ? rest : rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            ? new ToolVersion(major, minor)
            : null;
    }

    /// <summary>True when the first is older.</summary>
    public static bool operator <(ToolVersion first, ToolVersion second) => first.CompareTo(second) < 0;

    /// <summary>True when the first is newer.</summary>
    public static bool operator >(ToolVersion first, ToolVersion second) => first.CompareTo(second) > 0;

    /// <summary>True when the first is not newer.</summary>
    public static bool operator <=(ToolVersion first, ToolVersion second) => first.CompareTo(second) <= 0;

    /// <summary>True when the first is not older.</summary>
    public static bool operator >=(ToolVersion first, ToolVersion second) => first.CompareTo(second) >= 0;

    /// <inheritdoc/>
    public int CompareTo(ToolVersion other) => (Major, Minor).CompareTo((other.Major, other.Minor));

    /// <summary>As it is written.</summary>
    public override string ToString() => $"{Major.ToString(CultureInfo.InvariantCulture)}.{Minor.ToString(CultureInfo.InvariantCulture)}";
}
