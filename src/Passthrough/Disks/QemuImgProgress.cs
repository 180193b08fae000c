using System.Globalization;

namespace Passthrough.Disks;

/// <summary>Progress as <c>qemu-img -p</c> prints it: <c>    (12.34/100%)</c>, each over the one before. Pure.</summary>
internal static class QemuImgProgress
{
    private const string End = "/100%)";

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line.</param>
    /// <returns>From 0 to 100; null for any other line.</returns>
    public static double? Parse(string line)
    {
        var text = line.AsSpan().Trim();
        return text is ['(', ..] && text.EndsWith(End, StringComparison.Ordinal) && text.Length > 1 + End.Length
            && double.TryParse(text[1..^End.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            ? Math.Min(percent, 100)
            : null;
    }
}
