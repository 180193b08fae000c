using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Passthrough.Native.Libc;

namespace Passthrough.Native.Evdev;

/// <summary>An open node of the kernel's input layer (<c>/dev/input/event3</c>; <c>linux/input.h</c>). What it tells is the kernel's bytes, for others to understand.</summary>
/// <param name="handle">The node, open for reading and writing, never waiting.</param>
internal sealed class EvdevNode(SafeFileHandle handle) : IDisposable
{
    private const char Layer = 'E';
    private const int IdBytes = 8;
    private const int NameBytes = 256;
    private const int AxisBytes = 24;
    private const int RepeatBytes = 8;

    // KEY_MAX is the largest code of all types: 0x2ff.
    private const int BitBytes = 96;

    /// <summary>The file to wait for.</summary>
    public SafeFileHandle Handle => handle;

    /// <summary>What it is (<c>EVIOCGID</c>): bus, vendor, product, version.</summary>
    public byte[] Id => Get(2, IdBytes);

    /// <summary>What it calls itself (<c>EVIOCGNAME</c>), ended by a zero byte.</summary>
    public byte[] Name => Get(6, NameBytes);

    /// <summary>Its properties as bits (<c>EVIOCGPROP</c>).</summary>
    public byte[] Properties => Get(9, BitBytes);

    /// <summary>The keys and buttons that are down, as bits (<c>EVIOCGKEY</c>). Events of keys that were not read yet are forgotten by it.</summary>
    public byte[] Keys => Get(0x18, BitBytes);

    /// <summary>The lights that are on, as bits (<c>EVIOCGLED</c>).</summary>
    public byte[] Lights => Get(0x19, BitBytes);

    /// <summary>The switches that are on, as bits (<c>EVIOCGSW</c>).</summary>
    public byte[] Switches => Get(0x1b, BitBytes);

    /// <summary>How held keys repeat: delay and period in milliseconds (<c>EVIOCGREP</c>); null when they do not.</summary>
    public byte[]? Repeat => InputControl.Get(handle, Layer, 3, RepeatBytes);

    /// <summary>Opens a node.</summary>
    /// <param name="path">The path.</param>
    /// <param name="errno">Zero, or why it is not open.</param>
    /// <returns>Null when it is not there or may not be opened.</returns>
    public static EvdevNode? TryOpen(string path, out int errno) => FileDescriptor.TryOpenDevice(path, out errno) is { } handle ? new EvdevNode(handle) : null;

    /// <summary>What codes of a type it has, as bits (<c>EVIOCGBIT</c>); of type 0, what types.</summary>
    /// <param name="type">The type.</param>
    public byte[] Codes(ushort type) => Get((byte)(0x20 + type), BitBytes);

    /// <summary>An axis (<c>EVIOCGABS</c>, <c>struct input_absinfo</c>); null when it has none such.</summary>
    /// <param name="code">Which.</param>
    public byte[]? Axis(ushort code) => InputControl.Get(handle, Layer, (byte)(0x40 + code), AxisBytes);

    /// <summary>Has all events for itself, or no longer (<c>EVIOCGRAB</c>).</summary>
    /// <param name="isGrabbed">True to have them.</param>
    /// <returns>Zero, or why not: <see cref="LibcError.Busy"/> when another program has.</returns>
    public int Grab(bool isGrabbed)
    {
        // The kernel asks only whether the address is null.
        return InputControl.Set(handle, Layer, 0x90, isGrabbed ? 1 : 0) ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>Reads events.</summary>
    /// <param name="room">Where to.</param>
    /// <param name="errno">Zero, or why there are none: <see cref="LibcError.TryAgain"/> when none has come, <see cref="LibcError.NoDevice"/> when the device is gone.</param>
    /// <returns>How many bytes.</returns>
    public int Read(Span<byte> room, out int errno) => FileTransfer.Read(handle, room, out errno);

    /// <summary>Writes events: they happen, for all who read the device; lights and sounds of it are set.</summary>
    /// <param name="events">Whole events.</param>
    /// <returns>Zero, or why they did not.</returns>
    public int Write(ReadOnlySpan<byte> events) => FileTransfer.Write(handle, events);

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    private byte[] Get(byte number, int size) => InputControl.Get(handle, Layer, number, size) ?? [];
}
