using System.Buffers.Binary;

namespace Passthrough.Host.Snapshots;

/// <summary>Takes the serial number out of a PCI function's configuration space (PCI Express Base Specification, Device Serial Number capability).</summary>
internal static class PciConfigSpace
{
    private const int FirstExtended = 0x100;
    private const int SerialCapability = 0x0003;

    /// <summary>The same bytes with the serial number zero.</summary>
    /// <param name="config">64, 256 or 4096 bytes.</param>
    public static byte[] WithoutSerial(ReadOnlySpan<byte> config)
    {
        var result = config.ToArray();
        var seen = new HashSet<int>();
        for (var at = FirstExtended; at >= FirstExtended && at + 4 <= result.Length && seen.Add(at);)
        {
            var header = BinaryPrimitives.ReadUInt32LittleEndian(result.AsSpan(at));
            if ((header & 0xffff) == SerialCapability)
            {
                result.AsSpan(at + 4, Math.Min(8, result.Length - at - 4)).Clear();
            }

            at = (int)(header >> 20) & ~3;
        }

        return result;
    }
}
