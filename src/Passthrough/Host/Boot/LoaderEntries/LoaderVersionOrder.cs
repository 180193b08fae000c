using System.Buffers;

namespace Passthrough.Host.Boot.LoaderEntries;

/// <summary>
/// Orders versions and ids as systemd-boot does (https://uapi-group.org/specifications/specs/version_format_specification/): a tilde makes a version older than the one without what follows it, by which mkinitcpio
/// puts its fallback behind the default.
/// </summary>
internal sealed class LoaderVersionOrder : IComparer<string?>
{
    private static readonly SearchValues<char> Known = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.~^");

    private LoaderVersionOrder()
    {
    }

    /// <summary>The one order.</summary>
    public static LoaderVersionOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        var left = x.AsSpan();
        var right = y.AsSpan();
        while (true)
        {
            left = SkipUnknown(left);
            right = SkipUnknown(right);
            var separator = Separator(left, right);
            if (separator != '~' && (left.IsEmpty || right.IsEmpty))
            {
                return left.Length.CompareTo(right.Length);
            }

            var order = separator is { } mark ? (!left.StartsWith(mark)).CompareTo(!right.StartsWith(mark))
                : IsDigit(left) || IsDigit(right) ? CompareNumbers(Take(ref left, char.IsAsciiDigit), Take(ref right, char.IsAsciiDigit))
                : Take(ref left, char.IsAsciiLetter).CompareTo(Take(ref right, char.IsAsciiLetter), StringComparison.Ordinal);
            if (order != 0)
            {
                return order;
            }

            left = separator is null ? left : left[1..];
            right = separator is null ? right : right[1..];
        }
    }

    /// <summary>The separator that counts, of those that begin one of the two; null when neither begins with one.</summary>
    private static char? Separator(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        foreach (var mark in "~-^.")
        {
            if (left.StartsWith(mark) || right.StartsWith(mark))
            {
                return mark;
            }
        }

        return null;
    }

    private static bool IsDigit(ReadOnlySpan<char> text) => !text.IsEmpty && char.IsAsciiDigit(text[0]);

    private static ReadOnlySpan<char> SkipUnknown(ReadOnlySpan<char> text) => text.IndexOfAny(Known) is >= 0 and var start ? text[start..] : [];

    private static ReadOnlySpan<char> Take(ref ReadOnlySpan<char> text, Func<char, bool> isWanted)
    {
        var length = 0;
        while (length < text.Length && isWanted(text[length]))
        {
            length++;
        }

        var taken = text[..length];
        text = text[length..];
        return taken;
    }

    /// <summary>No number is older than any number.</summary>
    private static int CompareNumbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var order = (!left.IsEmpty).CompareTo(!right.IsEmpty);
        left = left.TrimStart('0');
        right = right.TrimStart('0');
        return order != 0 ? order : left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.CompareTo(right, StringComparison.Ordinal);
    }
}
