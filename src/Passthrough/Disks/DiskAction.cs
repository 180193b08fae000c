using System.Text.Json.Serialization;

namespace Passthrough.Disks;

/// <summary>What a command did to an image; the words are those of the commands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DiskAction>))]
public enum DiskAction
{
    /// <summary>Made a new, empty one.</summary>
    [JsonStringEnumMemberName("create")]
    Create,

    /// <summary>Made a new one that stands on another.</summary>
    [JsonStringEnumMemberName("overlay")]
    Overlay,

    /// <summary>Moved its content into the one below.</summary>
    [JsonStringEnumMemberName("commit")]
    Commit,

    /// <summary>Put it on another one.</summary>
    [JsonStringEnumMemberName("rebase")]
    Rebase,

    /// <summary>Copied it into a new one.</summary>
    [JsonStringEnumMemberName("convert")]
    Convert,

    /// <summary>Replaced it by a copy without unused blocks.</summary>
    [JsonStringEnumMemberName("sparsify")]
    Sparsify,

    /// <summary>Copied files into it.</summary>
    [JsonStringEnumMemberName("copy-in")]
    CopyIn,

    /// <summary>Changed the size that the guest sees.</summary>
    [JsonStringEnumMemberName("resize")]
    Resize,

    /// <summary>Checked its structure.</summary>
    [JsonStringEnumMemberName("check")]
    Check,

    /// <summary>Gave its unused blocks back.</summary>
    [JsonStringEnumMemberName("trim")]
    Trim,
}
