namespace Passthrough.Guests.KubeVirt;

/// <summary>The name of a machine's time zone.</summary>
public static class TimeZoneName
{
    private const string Folder = "/zoneinfo/";

    /// <summary>The zone that <c>/etc/localtime</c> points to.</summary>
    /// <param name="link">Its target; null where it is no link.</param>
    /// <returns>Such as <c>Europe/Berlin</c>; null when the target does not say it.</returns>
    public static string? Of(string? link)
    {
        var start = link?.LastIndexOf(Folder, StringComparison.Ordinal) ?? -1;
        var zone = start < 0 ? "" : link![(start + Folder.Length)..];
        return zone.Length > 0 && zone.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '_' or '-' or '+') ? zone : null;
    }
}
