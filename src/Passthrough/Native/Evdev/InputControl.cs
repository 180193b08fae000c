using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Passthrough.Native.Evdev;

/// <summary>ioctl(2) as the kernel's input layer has it (<c>linux/input.h</c>, <c>linux/uinput.h</c>).</summary>
internal static partial class InputControl
{
    // asm-generic/ioctl.h: direction, size, type and number in one word; the same on x86-64 and ARM.
    private const uint Writes = 1u << 30;
    private const uint Reads = 2u << 30;
    private const int SizeShift = 16;
    private const int TypeShift = 8;

    /// <summary>A request that takes a number in place of an address, or nothing (<c>_IOW</c> of an int, <c>_IO</c>).</summary>
    /// <param name="file">The device.</param>
    /// <param name="type">The layer's letter.</param>
    /// <param name="number">The request's number.</param>
    /// <param name="value">The number; null for none.</param>
    /// <returns>False when the kernel refused; the thread's last error says why.</returns>
    public static bool Set(SafeFileHandle file, char type, byte number, int? value) =>
        Control(file, value is null ? Number(0, type, number, 0) : Number(Writes, type, number, sizeof(int)), value ?? 0) >= 0;

    /// <summary>A request that takes a structure.</summary>
    /// <param name="file">The device.</param>
    /// <param name="type">The layer's letter.</param>
    /// <param name="number">The request's number.</param>
    /// <param name="bytes">The structure.</param>
    /// <param name="size">Its size as the request's number has it: a text's is that of its address.</param>
    /// <returns>False when the kernel refused; the thread's last error says why.</returns>
    public static bool Set(SafeFileHandle file, char type, byte number, byte[] bytes, int? size = null) => Control(file, Number(Writes, type, number, size ?? bytes.Length), bytes) >= 0;

    /// <summary>A request that fills a structure.</summary>
    /// <param name="file">The device.</param>
    /// <param name="type">The layer's letter.</param>
    /// <param name="number">The request's number.</param>
    /// <param name="size">The structure's size.</param>
    /// <returns>Null when the kernel refused, as it does for what a device does not have.</returns>
    public static byte[]? Get(SafeFileHandle file, char type, byte number, int size)
    {
        var bytes = new byte[size];
        return Control(file, Number(Reads, type, number, size), bytes) >= 0 ? bytes : null;
    }

    private static nuint Number(uint direction, char type, byte number, int size) => direction | ((uint)size << SizeShift) | ((uint)type << TypeShift) | number;

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, nuint request, nint value);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, nuint request, Span<byte> bytes);
}
