using System.Collections.Immutable;
using Passthrough.Host.Reading;

namespace Passthrough.Sessions;

/// <summary>
/// Modules that stand on a driver and keep its devices in use for as long as they are loaded: the driver lets a device go only after them. Other drivers (amdgpu, i915, xe, radeon, nouveau,
/// snd_hda_intel, xhci_hcd, i2c_nvidia_gpu, nvme) let go of one device whatever else is loaded.
/// </summary>
internal static class ModuleFamilies
{
    // NVIDIA's: the first draws by the second, and both keep every card open. Each before those that it stands on.
    private static readonly ImmutableArray<(string Driver, ImmutableArray<string> Modules)> All = [("nvidia", ["nvidia_drm", "nvidia_modeset", "nvidia_peermem", "nvidia_uvm"])];

    /// <summary>The loaded modules that stand on each driver that has such ones, in the order of unloading.</summary>
    public static ImmutableArray<(string Driver, ImmutableArray<string> Modules)> Loaded(MachineReader reader) =>
    [
        .. All
            .Select(family => (family.Driver, Modules: family.Modules.Where(module => reader.Exists(reader.Roots.Sys($"module/{module}"))).ToImmutableArray()))
            .Where(family => !family.Modules.IsEmpty),
    ];
}
