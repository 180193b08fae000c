using System.Collections.Immutable;

namespace Passthrough.Sessions.Input.Proxy;

/// <summary>Bits of the kernel's input layer: the first is the lowest of the first byte.</summary>
internal static class InputBits
{
    private const int BitsInByte = 8;

    /// <summary>The numbers of the bits that are set, ascending.</summary>
    /// <param name="bytes">The bits.</param>
    public static ImmutableArray<ushort> Parse(ReadOnlySpan<byte> bytes)
    {
        var found = ImmutableArray.CreateBuilder<ushort>();
        for (var bit = 0; bit < bytes.Length * BitsInByte && bit <= ushort.MaxValue; bit++)
        {
            if ((bytes[bit / BitsInByte] >> (bit % BitsInByte) & 1) != 0)
            {
                found.Add((ushort)bit);
            }
        }

        return found.ToImmutable();
    }
}
