using System.Text.Json.Serialization;

namespace Passthrough.Host.Pci;

/// <summary>A known fault of a chip's reset.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<ResetQuirk>))]
public enum ResetQuirk
{
    /// <summary>
    /// An AMD graphics chip that no reset of the kernel brings back: after a guest has stopped, the next start fails until the host restarts. The kernel module
    /// vendor-reset knows how to reset it.
    /// </summary>
    NeedsVendorReset,

    /// <summary>A bus reset makes the device unreachable until the host restarts; the kernel does not offer it.</summary>
    NoBusReset,

    /// <summary>A function level reset hangs the device although it is offered; the kernel does not use it.</summary>
    NoFunctionLevelReset,
}
