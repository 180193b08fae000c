namespace Passthrough.Host.Boot;

/// <summary>Orders kernel releases as people read them: stretches of digits by value, the rest letter by letter.</summary>
public sealed class KernelVersionOrder : IComparer<string?>
{
    private KernelVersionOrder()
    {
    }

    /// <summary>The one order.</summary>
    public static KernelVersionOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        var left = x.AsSpan();
        var right = y.AsSpan();
        while (!left.IsEmpty && !right.IsEmpty)
        {
            var order = char.IsAsciiDigit(left[0]) && char.IsAsciiDigit(right[0])
                ? CompareNumbers(Take(ref left, isDigit: true), Take(ref right, isDigit: true))
                : Take(ref left, isDigit: false).CompareTo(Take(ref right, isDigit: false), StringComparison.Ordinal);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length) is var rest and not 0 ? rest : string.CompareOrdinal(x, y);
    }

    private static ReadOnlySpan<char> Take(ref ReadOnlySpan<char> text, bool isDigit)
    {
        var length = 0;
        while (length < text.Length && char.IsAsciiDigit(text[length]) == isDigit)
        {
            length++;
        }

        var taken = text[..length];
        text = text[length..];
        return taken;
    }

    private static int CompareNumbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        left = left.TrimStart('0');
        right = right.TrimStart('0');
        return left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.CompareTo(right, StringComparison.Ordinal);
    }
}
