using System.Text.Json.Serialization;

namespace Passthrough.Sessions;

/// <summary>Whether a guest runs.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GuestState>))]
public enum GuestState
{
    /// <summary>It cannot be told: no right to ask, or a machine that is only a folder.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    /// <summary>It does not run.</summary>
    [JsonStringEnumMemberName("off")]
    Off,

    /// <summary>It runs, or is paused: it holds its devices.</summary>
    [JsonStringEnumMemberName("running")]
    Running,
}
