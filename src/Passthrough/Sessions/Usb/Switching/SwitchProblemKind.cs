using System.Text.Json.Serialization;

namespace Passthrough.Sessions.Usb.Switching;

/// <summary>Why the switch did not do what it was asked for; each stands for one type of failure, and so for one exit code.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SwitchProblemKind>))]
public enum SwitchProblemKind
{
    /// <summary>The line is not understood, or passthrough.yaml is not.</summary>
    [JsonStringEnumMemberName("invalidInput")]
    InvalidInput,

    /// <summary>A rule forbids it.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,

    /// <summary>There is no such profile, guest or device.</summary>
    [JsonStringEnumMemberName("notFound")]
    NotFound,

    /// <summary>The guest is being started, or another command is at work.</summary>
    [JsonStringEnumMemberName("busy")]
    Busy,

    /// <summary>libvirt, QEMU or the kernel has failed.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}
