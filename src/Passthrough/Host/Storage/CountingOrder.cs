namespace Passthrough.Host.Storage;

/// <summary>Names in the order people count: <c>sda2</c> before <c>sda10</c>, <c>sdz</c> before <c>sdaa</c>.</summary>
public sealed class CountingOrder : IComparer<string>
{
    /// <summary>The order.</summary>
    public static CountingOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        var (left, right) = (x ?? "", y ?? "");
        var (leftEnd, rightEnd) = (0, 0);
        while (leftEnd < left.Length && rightEnd < right.Length)
        {
            var (leftRun, rightRun) = (Run(left, leftEnd), Run(right, rightEnd));
            var isNumber = char.IsAsciiDigit(left[leftEnd]) && char.IsAsciiDigit(right[rightEnd]);
            var leftPart = left.AsSpan(leftEnd, leftRun);
            var rightPart = right.AsSpan(rightEnd, rightRun);
            var order = isNumber || IsDisk(leftPart, rightPart) ? ByLength(leftPart.TrimStart('0'), rightPart.TrimStart('0')) : leftPart.SequenceCompareTo(rightPart);
            if (order != 0)
            {
                return order;
            }

            (leftEnd, rightEnd) = (leftEnd + leftRun, rightEnd + rightRun);
        }

        return (left.Length - leftEnd).CompareTo(right.Length - rightEnd) is not 0 and var rest ? rest : string.CompareOrdinal(left, right);
    }

    private static int ByLength(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.SequenceCompareTo(right);

    // The SCSI and virtio drivers count in letters.
    private static bool IsDisk(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        left.Length > 2 && right.Length > 2 && left[..2].SequenceEqual(right[..2]) && left[..2] is "sd" or "vd";

    private static int Run(string text, int start)
    {
        var isDigit = char.IsAsciiDigit(text[start]);
        var end = start;
        while (end < text.Length && char.IsAsciiDigit(text[end]) == isDigit)
        {
            end++;
        }

        return end - start;
    }
}
