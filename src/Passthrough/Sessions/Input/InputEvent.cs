using System.Buffers.Binary;

namespace Passthrough.Sessions.Input;

/// <summary>One event of the kernel's input layer (<c>struct input_event</c> of <c>linux/input.h</c> on 64-bit machines).</summary>
/// <param name="Type">The type: 0 for the end of a packet, 1 for keys and buttons, 2 and 3 for movements.</param>
/// <param name="Code">Which key, button or axis (<c>linux/input-event-codes.h</c>).</param>
/// <param name="Value">Of keys: 0 up, 1 down, 2 held.</param>
internal readonly record struct InputEvent(ushort Type, ushort Code, int Value)
{
    /// <summary>Its size in bytes: two machine words of time, type, code, value.</summary>
    public const int Size = 24;

    private const int TimeSize = 16;

    /// <summary>The end of a packet (<c>SYN_REPORT</c>).</summary>
    public static InputEvent Report { get; } = new(InputType.Synchronization, 0, 0);

    /// <summary>True for the end of a packet, which says nothing itself.</summary>
    public bool IsEnd => Type == InputType.Synchronization;

    /// <summary>True for a key or button.</summary>
    public bool IsKey => Type == InputType.Key;

    /// <summary>True while the key is down.</summary>
    public bool IsDown => Value != 0;

    /// <summary>The events that a read gave; the kernel gives whole ones, and what is left over is dropped.</summary>
    public static IEnumerable<InputEvent> Parse(ReadOnlyMemory<byte> bytes)
    {
        for (var at = 0; at + Size <= bytes.Length; at += Size)
        {
            yield return One(bytes.Span[(at + TimeSize)..]);
        }
    }

    /// <summary>The bytes of events as the kernel takes them: without a time, which it gives them itself.</summary>
    public static byte[] Bytes(IReadOnlyCollection<InputEvent> events)
    {
        var bytes = new byte[events.Count * Size];
        var at = 0;
        foreach (var one in events)
        {
            var room = bytes.AsSpan(at + TimeSize);
            BinaryPrimitives.WriteUInt16LittleEndian(room, one.Type);
            BinaryPrimitives.WriteUInt16LittleEndian(room[2..], one.Code);
            BinaryPrimitives.WriteInt32LittleEndian(room[4..], one.Value);
            at += Size;
        }

        return bytes;
    }

    private static InputEvent One(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]));
}
