using System.Collections.Immutable;

namespace Passthrough.Host.Boot;

/// <summary>What was seen that may say which boot loader started this kernel.</summary>
/// <param name="LoaderInfo">The EFI variable <c>LoaderInfo</c>, such as <c>systemd-boot 252</c>; null when absent.</param>
/// <param name="CommandLine">The running kernel's parameters; null when there is no <c>/proc/cmdline</c>.</param>
/// <param name="GrubConfigurationPath">The machine's own path of <c>grub.cfg</c>; null when there is none.</param>
/// <param name="GrubConfiguration">What it says; null when it is absent or unreadable.</param>
/// <param name="GrubDefaultsPath">The machine's own path of <c>default/grub</c>; null when there is none.</param>
internal sealed record BootEvidence(
    string? LoaderInfo,
    ImmutableArray<string>? CommandLine,
    string? GrubConfigurationPath,
    GrubConfiguration? GrubConfiguration,
    string? GrubDefaultsPath);
