using System.Globalization;

namespace Passthrough.Guests.Display;

/// <summary>A picture's size in pixels.</summary>
/// <param name="Width">Across.</param>
/// <param name="Height">Down.</param>
public readonly record struct Resolution(int Width, int Height)
{
    private const int LargestSide = 16384;

    // Looking Glass's documentation (https://looking-glass.io/docs, "Determining memory"): two frames and 10 MiB, rounded up to a power of two.
    private const int Frames = 2;
    private const int BytesPerPixel = 4;
    private const int BytesPerHdrPixel = 8;
    private const long RestBytes = 10L << 20;

    /// <summary>Reads <c>1920x1080</c>.</summary>
    /// <returns>Null for any other text, and for a side above 16384.</returns>
    public static Resolution? Parse(string text) => text.Split('x') is [var across, var down] && Side(across) is { } width && Side(down) is { } height ? new Resolution(width, height) : null;

    /// <summary>How much memory Looking Glass needs for such pictures, in MiB.</summary>
    /// <param name="isHdr">True for pictures with a high dynamic range.</param>
    public int LookingGlassMiB(bool isHdr)
    {
        var bytes = ((long)Width * Height * (isHdr ? BytesPerHdrPixel : BytesPerPixel) * Frames) + RestBytes;
        return (int)(System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)bytes) >> 20);
    }

    /// <summary>What <see cref="Parse"/> reads.</summary>
    public override string ToString() => $"{Width.ToString(CultureInfo.InvariantCulture)}x{Height.ToString(CultureInfo.InvariantCulture)}";

    private static int? Side(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var side) && side is > 0 and <= LargestSide ? side : null;
}
