using System.Globalization;

namespace Passthrough.Disks;

/// <summary>What <c>virt-sparsify --machine-readable</c> prints: steps, <c>[  20.7] Fill free space in /dev/sda1 with zero</c>, and how far each is, <c>118785/186156</c>. Pure.</summary>
internal static class SparsifyProgress
{
    /// <summary>Reads a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="step">The step that this line belongs to.</param>
    /// <returns>Where the program is; null for a line that does not tell.</returns>
    public static DiskStep? Parse(string line, string step)
    {
        if (line is ['[', ..] && line.IndexOf(']', StringComparison.Ordinal) is > 0 and var end && double.TryParse(line.AsSpan(1, end - 1), NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            var words = line[(end + 1)..].Trim();
            return words.Length > 0 ? new DiskStep(words, null) : null;
        }

        return line.Split('/') is [var done, var all]
            && long.TryParse(done, NumberStyles.None, CultureInfo.InvariantCulture, out var part)
            && long.TryParse(all, NumberStyles.None, CultureInfo.InvariantCulture, out var whole)
            && whole > 0
            ? new DiskStep(step, Math.Min(100, 100.0 * part / whole))
            : null;
    }
}
