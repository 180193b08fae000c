using System.Collections.Immutable;

namespace Passthrough.Host.Virtualization;

/// <summary>What is there to run guests with.</summary>
/// <param name="HasKvmDevice">True when <c>/dev/kvm</c> exists; null when <c>/dev</c> is absent.</param>
/// <param name="KvmModule">The loaded module (<c>kvm_intel</c>, <c>kvm_amd</c>); null when none is loaded.</param>
/// <param name="QemuPath">The machine's own path of <c>qemu-system-x86_64</c>; null when not installed.</param>
/// <param name="HasLibvirtDaemon">True when a libvirt daemon (<c>libvirtd</c> or <c>virtqemud</c>) is installed.</param>
/// <param name="OvmfDescriptors">Firmware descriptors (<c>/usr/share/qemu/firmware/*.json</c>) by path; empty when none.</param>
/// <param name="LoadedVfioModules">The loaded modules whose names begin with <c>vfio</c> (<c>/proc/modules</c>).</param>
public sealed record VirtualizationFacts(
    bool? HasKvmDevice,
    string? KvmModule,
    string? QemuPath,
    bool HasLibvirtDaemon,
    ImmutableArray<string> OvmfDescriptors,
    ImmutableArray<string> LoadedVfioModules);
