using System.Text.Json.Serialization;

namespace Passthrough.Guests.Input;

/// <summary>The keys that, pressed together, hand keyboard and mouse from host to guest and back (QEMU's <c>grab-toggle</c>).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GrabToggle>))]
public enum GrabToggle
{
    /// <summary>Both Ctrl keys.</summary>
    [JsonStringEnumMemberName("ctrl-ctrl")]
    CtrlCtrl,

    /// <summary>Both Alt keys.</summary>
    [JsonStringEnumMemberName("alt-alt")]
    AltAlt,

    /// <summary>Both Shift keys.</summary>
    [JsonStringEnumMemberName("shift-shift")]
    ShiftShift,

    /// <summary>Both Meta (Windows) keys.</summary>
    [JsonStringEnumMemberName("meta-meta")]
    MetaMeta,

    /// <summary>Scroll Lock.</summary>
    [JsonStringEnumMemberName("scrolllock")]
    ScrollLock,

    /// <summary>Ctrl and Scroll Lock.</summary>
    [JsonStringEnumMemberName("ctrl-scrolllock")]
    CtrlScrollLock,
}
