using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;

namespace Passthrough.Host.Firmware;

/// <summary>The variables by which the firmware is told what to start (UEFI specification 3.1): numbers of two bytes, one or a list.</summary>
public static class FirmwareVariables
{
    /// <summary>The entries that it tries, in order.</summary>
    public const string OrderName = "BootOrder";

    /// <summary>The entry that it starts the next time only; the firmware removes it before it starts it.</summary>
    public const string NextName = "BootNext";

    /// <summary>The entry that it started.</summary>
    public const string CurrentName = "BootCurrent";

    // EFI_GLOBAL_VARIABLE, UEFI specification 3.3.
    internal const string Vendor = "8be4df61-93ca-11d2-aa0d-00e098032b8c";

    /// <summary>The name of an entry's variable.</summary>
    /// <param name="number">The entry's number.</param>
    public static string EntryName(ushort number) => string.Create(CultureInfo.InvariantCulture, $"Boot{number:X4}");

    /// <summary>The folder of all EFI variables.</summary>
    /// <param name="roots">The machine.</param>
    internal static string Folder(HostRoots roots) => roots.Sys("firmware/efi/efivars");

    /// <summary>Where a variable of the firmware's own is.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="name">Such as <c>BootOrder</c>.</param>
    public static string PathOf(HostRoots roots, string name) => $"{Folder(roots)}/{name}-{Vendor}";

    /// <summary>True for the path of a variable of the firmware's own.</summary>
    /// <param name="path">A path.</param>
    public static bool IsOne(string path) => path.EndsWith("-" + Vendor, StringComparison.OrdinalIgnoreCase);

    /// <summary>The numbers as people write them: <c>0007,0001</c>.</summary>
    /// <param name="numbers">The numbers.</param>
    public static string Text(IEnumerable<ushort> numbers) => string.Join(',', numbers.Select(number => number.ToString("X4", CultureInfo.InvariantCulture)));

    /// <summary>The numbers that <see cref="Text"/> wrote.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">It is no such text.</exception>
    public static ImmutableArray<ushort> Parse(string text) => [.. text.Split(',').Select(number => ushort.Parse(number, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))];

    /// <summary>The numbers in a variable's file; null when it holds none. Never throws.</summary>
    /// <param name="file">The whole file; null when it is absent.</param>
    public static ImmutableArray<ushort>? Numbers(byte[]? file)
    {
        if (file is null || file.Length <= EfiVariable.AttributeBytes || file.Length % sizeof(ushort) != 0)
        {
            return null;
        }

        return [.. Enumerable.Range(0, (file.Length - EfiVariable.AttributeBytes) / sizeof(ushort)).Select(index => BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(EfiVariable.AttributeBytes + (index * sizeof(ushort)))))];
    }

    /// <summary>The whole file of a variable with these numbers: what <see cref="Numbers"/> reads.</summary>
    /// <param name="numbers">The numbers.</param>
    public static byte[] FileOf(IEnumerable<ushort> numbers) => EfiVariable.FileOf([.. numbers.SelectMany(number => new[] { (byte)(number & 0xff), (byte)(number >> 8) })]);
}
