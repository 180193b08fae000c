using System.Buffers.Binary;

namespace Passthrough.Sessions.Input.Proxy;

/// <summary>An axis of a device (<c>struct input_absinfo</c> of <c>linux/input.h</c>).</summary>
/// <param name="Code">Which (<c>ABS_X</c> is 0).</param>
/// <param name="Value">Where it is.</param>
/// <param name="Minimum">The least value.</param>
/// <param name="Maximum">The greatest value.</param>
/// <param name="Fuzz">What is noise.</param>
/// <param name="Flat">What is the middle of a joystick.</param>
/// <param name="Resolution">Units in a millimetre, or in a radian; 0 when not known.</param>
internal readonly record struct InputAxis(ushort Code, int Value, int Minimum, int Maximum, int Fuzz, int Flat, int Resolution)
{
    private const int Fields = 6;

    /// <summary>Understands the kernel's bytes.</summary>
    /// <param name="code">Which axis.</param>
    /// <param name="bytes">The structure.</param>
    /// <returns>Null when they are too few.</returns>
    public static InputAxis? Parse(ushort code, ReadOnlySpan<byte> bytes) => bytes.Length < Fields * sizeof(int)
        ? null
        : new InputAxis(code, Field(bytes, 0), Field(bytes, 1), Field(bytes, 2), Field(bytes, 3), Field(bytes, 4), Field(bytes, 5));

    /// <summary>What <c>UI_ABS_SETUP</c> takes: <c>struct uinput_abs_setup</c>, the code and the structure.</summary>
    public byte[] Setup()
    {
        var bytes = new byte[(Fields + 1) * sizeof(int)];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, Code);
        foreach (var (index, value) in ((int[])[Value, Minimum, Maximum, Fuzz, Flat, Resolution]).Index())
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan((index + 1) * sizeof(int)), value);
        }

        return bytes;
    }

    private static int Field(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadInt32LittleEndian(bytes[(index * sizeof(int))..]);
}
