using System.Text.Json.Serialization;
using Passthrough.Host;

namespace Passthrough.Readiness;

/// <summary>What a verdict about a port rests on.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<SlotBasis>))]
public enum SlotBasis
{
    /// <summary>The groups that the kernel made of the port and of what is below it now.</summary>
    Groups,

    /// <summary>Access control in config space of the ports, because the kernel makes no groups.</summary>
    AccessControl,

    /// <summary>Nothing: neither groups nor config space could be read.</summary>
    Nothing,
}
