using System.Buffers.Binary;
using System.Text;
using Passthrough.Native.Evdev;

namespace Passthrough.Sessions.Input.Proxy;

/// <summary>What a device of the input layer is (<c>struct input_id</c> of <c>linux/input.h</c>) and calls itself.</summary>
/// <param name="Bus">How it is attached: 3 for USB.</param>
/// <param name="Vendor">Its vendor.</param>
/// <param name="Product">Its product.</param>
/// <param name="Version">Its version.</param>
/// <param name="Name">Its name; empty when it has none.</param>
internal readonly record struct InputIdentity(ushort Bus, ushort Vendor, ushort Product, ushort Version, string Name)
{
    private const int IdBytes = 8;

    // The identity, the name, and how many effects of force feedback it has.
    private const int SetupBytes = IdBytes + UinputNode.NameBytes + sizeof(uint);

    /// <summary>Understands the kernel's bytes; what is missing of them is zero.</summary>
    /// <param name="id">The structure.</param>
    /// <param name="name">The name, ended by a zero byte.</param>
    public static InputIdentity Parse(ReadOnlySpan<byte> id, ReadOnlySpan<byte> name)
    {
        Span<byte> whole = stackalloc byte[IdBytes];
        whole.Clear();
        id[..Math.Min(id.Length, IdBytes)].CopyTo(whole);
        var end = name.IndexOf((byte)0);
        return new InputIdentity(
            BinaryPrimitives.ReadUInt16LittleEndian(whole),
            BinaryPrimitives.ReadUInt16LittleEndian(whole[2..]),
            BinaryPrimitives.ReadUInt16LittleEndian(whole[4..]),
            BinaryPrimitives.ReadUInt16LittleEndian(whole[6..]),
            Encoding.UTF8.GetString(end < 0 ? name : name[..end]));
    }

    /// <summary>What <c>UI_DEV_SETUP</c> takes: <c>struct uinput_setup</c>. A name that is too long is cut; the kernel takes none that is empty.</summary>
    public byte[] Setup()
    {
        var bytes = new byte[SetupBytes];
        foreach (var (index, value) in ((ushort[])[Bus, Vendor, Product, Version]).Index())
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(index * sizeof(ushort)), value);
        }

        // The last byte stays zero.
        Encoding.UTF8.GetEncoder().Convert(Name.Length > 0 ? Name : "input device", bytes.AsSpan(IdBytes, UinputNode.NameBytes - 1), flush: true, out _, out _, out _);
        return bytes;
    }
}
