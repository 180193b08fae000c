using System.Text.Json.Serialization;
using Passthrough.Host;

namespace Passthrough.Readiness;

/// <summary>Whether a card would be alone below a port.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<SlotVerdict>))]
public enum SlotVerdict
{
    /// <summary>It would have its groups to itself; bridges do not count.</summary>
    Clean,

    /// <summary>It would share a group with devices elsewhere.</summary>
    Shared,

    /// <summary>It cannot be told before a card is there.</summary>
    Unknown,
}
