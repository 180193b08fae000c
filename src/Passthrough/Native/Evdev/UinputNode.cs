using System.Text;
using Microsoft.Win32.SafeHandles;
using Passthrough.Native.Libc;

namespace Passthrough.Native.Evdev;

/// <summary>A device of the kernel's input layer that a program makes (<c>/dev/uinput</c>, <c>linux/uinput.h</c>, the kernel's Documentation/input/uinput.rst). It is there until it is removed, or until nobody has it open any more.</summary>
/// <param name="handle">The open file.</param>
internal sealed class UinputNode(SafeFileHandle handle) : IDisposable
{
    /// <summary>The longest name, its ending zero byte included.</summary>
    public const int NameBytes = 80;

    private const char Layer = 'U';
    private const byte EventTypes = 100;
    private const string Node = "uinput";

    /// <summary>The file to wait for.</summary>
    public SafeFileHandle Handle => handle;

    /// <summary>Opens the kernel's door; nothing is made yet.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="errno">Zero, or why it is not open.</param>
    /// <returns>Null when it is not there or may not be opened.</returns>
    public static UinputNode? TryOpen(string path, out int errno) => FileDescriptor.TryOpenDevice(path, out errno) is { } handle ? new UinputNode(handle) : null;

    /// <summary>Lets it have events of a type (<c>UI_SET_EVBIT</c>).</summary>
    /// <param name="type">The type.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    public void AddType(ushort type) => Require(InputControl.Set(handle, Layer, EventTypes, type), "UI_SET_EVBIT");

    /// <summary>Lets it have a code of a type (<c>UI_SET_KEYBIT</c> and so on).</summary>
    /// <param name="request">The request's number.</param>
    /// <param name="code">The code.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    public void AddCode(byte request, ushort code) => Require(InputControl.Set(handle, Layer, request, code), "UI_SET_BIT");

    /// <summary>Gives it a physical path (<c>UI_SET_PHYS</c>), by which udev knows it.</summary>
    /// <param name="path">Any text.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    public void SetPhysicalPath(string path) => Require(InputControl.Set(handle, Layer, 108, Encoding.UTF8.GetBytes(path + '\0'), nint.Size), "UI_SET_PHYS");

    /// <summary>Gives it an axis (<c>UI_ABS_SETUP</c>).</summary>
    /// <param name="setup"><c>struct uinput_abs_setup</c>.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    public void SetAxis(byte[] setup) => Require(InputControl.Set(handle, Layer, 4, setup), "UI_ABS_SETUP");

    /// <summary>Says what it is (<c>UI_DEV_SETUP</c>).</summary>
    /// <param name="setup"><c>struct uinput_setup</c>.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    public void SetIdentity(byte[] setup) => Require(InputControl.Set(handle, Layer, 3, setup), "UI_DEV_SETUP");

    /// <summary>Makes it: from now on programs see it (<c>UI_DEV_CREATE</c>).</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    public void Create() => Require(InputControl.Set(handle, Layer, 1, null), "UI_DEV_CREATE");

    /// <summary>Removes it (<c>UI_DEV_DESTROY</c>), whoever else has it open.</summary>
    public void Destroy() => _ = InputControl.Set(handle, Layer, 2, null);

    /// <summary>Reads what programs do to it, such as switching its lights.</summary>
    /// <param name="room">Where to.</param>
    /// <param name="errno">Zero, or why there is nothing.</param>
    /// <returns>How many bytes.</returns>
    public int Read(Span<byte> room, out int errno) => FileTransfer.Read(handle, room, out errno);

    /// <summary>Makes events happen.</summary>
    /// <param name="events">Whole events.</param>
    /// <exception cref="IOException">It is gone.</exception>
    public void Write(ReadOnlySpan<byte> events)
    {
        if (FileTransfer.Write(handle, events) != 0)
        {
            throw LibcError.Last("write", Node);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    private static void Require(bool isDone, string call)
    {
        if (!isDone)
        {
            throw LibcError.Last(call, Node);
        }
    }
}
