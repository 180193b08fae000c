namespace Passthrough.Sessions.Input;

/// <summary>The types of events of the kernel's input layer (<c>linux/input-event-codes.h</c>).</summary>
internal static class InputType
{
    /// <summary>What holds events together (<c>EV_SYN</c>).</summary>
    public const ushort Synchronization = 0x00;

    /// <summary>Keys and buttons (<c>EV_KEY</c>).</summary>
    public const ushort Key = 0x01;

    /// <summary>Movements (<c>EV_REL</c>).</summary>
    public const ushort Relative = 0x02;

    /// <summary>Positions (<c>EV_ABS</c>).</summary>
    public const ushort Absolute = 0x03;

    /// <summary>What else a device says, such as a key's scan code (<c>EV_MSC</c>).</summary>
    public const ushort Miscellaneous = 0x04;

    /// <summary>Switches, such as that of a lid (<c>EV_SW</c>).</summary>
    public const ushort Switch = 0x05;

    /// <summary>Lights; set by programs (<c>EV_LED</c>).</summary>
    public const ushort Light = 0x11;

    /// <summary>Sounds; made by programs (<c>EV_SND</c>).</summary>
    public const ushort Sound = 0x12;

    /// <summary>How held keys repeat; set by programs (<c>EV_REP</c>).</summary>
    public const ushort Repeat = 0x14;
}
