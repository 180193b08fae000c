using System.Globalization;

namespace Passthrough.Host.Storage;

/// <summary>Sizes of disks and files in words.</summary>
public static class ByteSize
{
    /// <summary>Bytes for people: <c>931.5 GiB</c>.</summary>
    /// <param name="bytes">The size.</param>
    public static string Words(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
        double size = bytes;
        var unit = 0;
        for (; size >= 1024 && unit < units.Length - 1; unit++)
        {
            size /= 1024;
        }

        return $"{size.ToString(unit == 0 ? "0" : "0.#", CultureInfo.InvariantCulture)} {units[unit]}";
    }
}
