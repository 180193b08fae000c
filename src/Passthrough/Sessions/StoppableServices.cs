using System.Collections.Immutable;
using Passthrough.Host.Display;

namespace Passthrough.Sessions;

/// <summary>Services that hold a card without anybody's work in them: they may be stopped while a guest has it, and started again afterwards.</summary>
internal static class StoppableServices
{
    private static readonly ImmutableHashSet<string> Units = ImmutableHashSet.Create(
        StringComparer.Ordinal,

        // NVIDIA's driver: keeps the card initialised; shares power with the processor; counts.
        "nvidia-persistenced.service", "nvidia-powerd.service", "nvidia-dcgm.service", "dcgm-exporter.service", "nvidia-fabricmanager.service",

        // Lights, fans and clocks.
        "openrgb.service", "coolercontrold.service", "corectrl-helper.service", "lactd.service", "amdfan.service", "ckb-next-daemon.service", "fancontrol.service");

    /// <summary>True for a holder that is one of them.</summary>
    public static bool Has(DeviceHolder holder) => !holder.IsUserUnit && holder.Unit is { } unit && Units.Contains(unit);
}
