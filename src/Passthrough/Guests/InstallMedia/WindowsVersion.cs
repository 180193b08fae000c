using System.Text.Json.Serialization;

namespace Passthrough.Guests.InstallMedia;

/// <summary>The Windows versions that virtio-win has drivers for, by the names of its folders (<c>viostor/w11/amd64</c>).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WindowsVersion>))]
public enum WindowsVersion
{
    /// <summary>Windows 10.</summary>
    [JsonStringEnumMemberName("w10")]
    Windows10,

    /// <summary>Windows 11.</summary>
    [JsonStringEnumMemberName("w11")]
    Windows11,

    /// <summary>Windows Server 2016.</summary>
    [JsonStringEnumMemberName("2k16")]
    Server2016,

    /// <summary>Windows Server 2019.</summary>
    [JsonStringEnumMemberName("2k19")]
    Server2019,

    /// <summary>Windows Server 2022.</summary>
    [JsonStringEnumMemberName("2k22")]
    Server2022,

    /// <summary>Windows Server 2025.</summary>
    [JsonStringEnumMemberName("2k25")]
    Server2025,
}
