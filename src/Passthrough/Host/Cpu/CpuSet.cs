using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json.Serialization;

namespace Passthrough.Host.Cpu;

/// <summary>
/// A set of logical CPUs, by the kernel's numbers. Immutable, equal by content, enumerated in ascending order. Read from and written as the kernel's two texts:
/// the list (<c>0-3,8</c>) and the mask (<c>ff,0000000f</c>: hexadecimal words of 32 bits, the highest first).
/// </summary>
[JsonConverter(typeof(CpuSetJsonConverter))]
public sealed class CpuSet : IReadOnlyCollection<int>, IEquatable<CpuSet>
{
    /// <summary>The highest number that is understood; a text that names a higher one is rubbish (Linux is built for at most 8192 CPUs).</summary>
    public const int HighestNumber = 65535;

    private const int WordBits = 64;

    // Bit n of word w is CPU w * 64 + n; the last word is never zero.
    private readonly ImmutableArray<ulong> words;

    private CpuSet(ReadOnlySpan<ulong> words)
    {
        this.words = [.. words.TrimEnd(0UL)];
        foreach (var word in this.words)
        {
            Count += BitOperations.PopCount(word);
        }
    }

    /// <summary>No CPU.</summary>
    public static CpuSet Empty { get; } = new([]);

    /// <summary>How many CPUs are in the set.</summary>
    public int Count { get; }

    /// <summary>True when no CPU is in the set.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>The lowest number; null when the set is empty.</summary>
    public int? First => IsEmpty ? null : this.First();

    /// <summary>The set of these numbers.</summary>
    /// <param name="numbers">CPU numbers; one below 0 or above <see cref="HighestNumber"/> is left out.</param>
    public static CpuSet Of(params IEnumerable<int> numbers)
    {
        var bits = new Bits();
        foreach (var number in numbers)
        {
            if (number is >= 0 and <= HighestNumber)
            {
                bits.Set(number);
            }
        }

        return bits.ToSet();
    }

    /// <summary>
    /// The set that a list names: numbers and ranges parted by commas, a range optionally with the kernel's stride (<c>0-31:2/8</c>: the first 2 of every 8).
    /// An empty text and <c>(null)</c>, which some kernels print for no CPU, are the empty set.
    /// </summary>
    /// <param name="list">The text; blanks around it are ignored.</param>
    /// <returns>Null when there is no text or it is no such list.</returns>
    public static CpuSet? FromList(string? list)
    {
        if (list?.Trim() is not { } text)
        {
            return null;
        }

        if (text.Length == 0 || text == "(null)")
        {
            return Empty;
        }

        var bits = new Bits();
        foreach (var part in text.Split(','))
        {
            if (!TryRange(part.Trim(), bits))
            {
                return null;
            }
        }

        return bits.ToSet();
    }

    /// <summary>The set that a mask names: hexadecimal words of at most 32 bits parted by commas, the highest first, or one hexadecimal number; each may begin with <c>0x</c>.</summary>
    /// <param name="mask">The text; blanks around it are ignored.</param>
    /// <returns>Null when there is no text or it is no such mask.</returns>
    public static CpuSet? FromMask(string? mask)
    {
        if (mask?.Trim() is not { Length: > 0 } text)
        {
            return null;
        }

        var bits = new Bits();
        var parts = text.Split(',');
        var isOneNumber = parts.Length == 1;
        var offset = 0;
        for (var index = parts.Length - 1; index >= 0; index--)
        {
            var digits = parts[index].StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? parts[index].AsSpan(2) : parts[index];
            if (digits.IsEmpty || (digits.Length > 8 && !isOneNumber) || !TryHexadecimal(digits, offset, bits))
            {
                return null;
            }

            offset += 32;
        }

        return bits.ToSet();
    }

    /// <summary>True when the CPU is in the set.</summary>
    /// <param name="number">The CPU.</param>
    public bool Contains(int number) =>
        number >= 0 && number / WordBits < words.Length && (words[number / WordBits] & (1UL << (number % WordBits))) != 0;

    /// <summary>The CPUs that are in both sets.</summary>
    /// <param name="other">The other set.</param>
    public CpuSet Intersect(CpuSet other) => Combine(other, static (mine, others) => mine & others);

    /// <summary>The CPUs that are in either set.</summary>
    /// <param name="other">The other set.</param>
    public CpuSet Union(CpuSet other) => Combine(other, static (mine, others) => mine | others);

    /// <summary>The CPUs of this set that are not in the other one.</summary>
    /// <param name="other">The other set.</param>
    public CpuSet Except(CpuSet other) => Combine(other, static (mine, others) => mine & ~others);

    /// <summary>True when a CPU is in both sets.</summary>
    /// <param name="other">The other set.</param>
    public bool Overlaps(CpuSet other) => !Intersect(other).IsEmpty;

    /// <summary>True when every CPU of this set is in the other one.</summary>
    /// <param name="other">The other set.</param>
    public bool IsSubsetOf(CpuSet other) => Except(other).IsEmpty;

    /// <summary>The kernel's list, such as <c>0-3,8</c>; empty for the empty set.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        int? start = null;
        var last = -1;
        foreach (var number in this)
        {
            if (start is { } first && number != last + 1)
            {
                AppendRange(text, first, last);
                start = number;
            }

            start ??= number;
            last = number;
        }

        return start is { } open ? AppendRange(text, open, last).ToString() : "";
    }

    /// <summary>The kernel's mask in as few words as hold it, such as <c>1,0000000f</c>; <c>0</c> for the empty set.</summary>
    public string ToMask()
    {
        var text = new StringBuilder();
        for (var index = words.Length - 1; index >= 0; index--)
        {
            foreach (var half in (ReadOnlySpan<uint>)[(uint)(words[index] >> 32), (uint)words[index]])
            {
                _ = text.Length > 0 ? text.Append(',').AppendFormat(CultureInfo.InvariantCulture, "{0:x8}", half)
                    : half > 0 ? text.AppendFormat(CultureInfo.InvariantCulture, "{0:x}", half)
                    : text;
            }
        }

        return text.Length == 0 ? "0" : text.ToString();
    }

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator()
    {
        for (var index = 0; index < words.Length; index++)
        {
            for (var word = words[index]; word != 0; word &= word - 1)
            {
                yield return (index * WordBits) + BitOperations.TrailingZeroCount(word);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(CpuSet? other) => other is not null && words.AsSpan().SequenceEqual(other.words.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CpuSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var word in words)
        {
            hash.Add(word);
        }

        return hash.ToHashCode();
    }

    private static StringBuilder AppendRange(StringBuilder text, int first, int last)
    {
        if (text.Length > 0)
        {
            text.Append(',');
        }

        text.Append(CultureInfo.InvariantCulture, $"{first}");
        return first == last ? text : text.Append(CultureInfo.InvariantCulture, $"-{last}");
    }

    private static bool TryRange(string part, Bits bits)
    {
        var colon = part.IndexOf(':', StringComparison.Ordinal);
        var ends = (colon < 0 ? part : part[..colon]).Split('-');
        if (ends.Length > 2 || !TryNumber(ends[0], out var first) || !TryNumber(ends[^1], out var last) || last < first || last > HighestNumber)
        {
            return false;
        }

        var (used, group) = (1, 1);
        if (colon >= 0 && !TryStride(part[(colon + 1)..], out used, out group))
        {
            return false;
        }

        for (var number = first; number <= last; number++)
        {
            if ((number - first) % group < used)
            {
                bits.Set(number);
            }
        }

        return true;
    }

    private static bool TryStride(string text, out int used, out int group)
    {
        var parts = text.Split('/');
        group = 0;
        return TryNumber(parts[0], out used) && parts.Length == 2 && TryNumber(parts[1], out group) && group > 0 && used <= group;
    }

    private static bool TryNumber(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static bool TryHexadecimal(ReadOnlySpan<char> digits, int offset, Bits bits)
    {
        for (var index = 0; index < digits.Length; index++)
        {
            if (!char.IsAsciiHexDigit(digits[digits.Length - 1 - index]))
            {
                return false;
            }

            var value = Convert.ToInt32(digits[digits.Length - 1 - index].ToString(), 16);
            for (var bit = 0; bit < 4; bit++)
            {
                var number = offset + (index * 4) + bit;
                if ((value & (1 << bit)) == 0)
                {
                    continue;
                }

                if (number > HighestNumber)
                {
                    return false;
                }

                bits.Set(number);
            }
        }

        return true;
    }

    private CpuSet Combine(CpuSet other, Func<ulong, ulong, ulong> combine)
    {
        Span<ulong> result = new ulong[Math.Max(words.Length, other.words.Length)];
        for (var index = 0; index < result.Length; index++)
        {
            result[index] = combine(WordOf(this, index), WordOf(other, index));
        }

        return new CpuSet(result);
    }

    private static ulong WordOf(CpuSet set, int index) => index < set.words.Length ? set.words[index] : 0;

    private sealed class Bits
    {
        private ulong[] words = new ulong[2];

        public void Set(int number)
        {
            if (number / WordBits >= words.Length)
            {
                Array.Resize(ref words, Math.Max(words.Length * 2, (number / WordBits) + 1));
            }

            words[number / WordBits] |= 1UL << (number % WordBits);
        }

        public CpuSet ToSet() => new(words);
    }
}
