using System.Text;

namespace Passthrough.Host.Storage;

/// <summary>The escapes that the kernel writes into its tables of mounts and swaps, and that fstab(5) uses: <c>\040</c> is a blank.</summary>
public static class OctalEscapes
{
    /// <summary>The text without escapes; what is no escape stays.</summary>
    /// <param name="text">A field of the table.</param>
    public static string Decode(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        var plain = new List<byte>(bytes.Length);
        for (var index = 0; index < bytes.Length; index++)
        {
            if (bytes[index] == '\\' && index + 3 < bytes.Length && Digit(bytes[index + 1]) is >= 0 and <= 3 and var high
                && Digit(bytes[index + 2]) is >= 0 and var middle && Digit(bytes[index + 3]) is >= 0 and var low)
            {
                plain.Add((byte)((high << 6) | (middle << 3) | low));
                index += 3;
            }
            else
            {
                plain.Add(bytes[index]);
            }
        }

        return Encoding.UTF8.GetString([.. plain]);
    }

    private static int Digit(byte value) => value is >= (byte)'0' and <= (byte)'7' ? value - '0' : -1;
}
