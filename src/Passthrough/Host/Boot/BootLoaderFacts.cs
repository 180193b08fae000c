using System.Collections.Immutable;

namespace Passthrough.Host.Boot;

/// <summary>Which boot loader started this kernel, decided from what booted and not from which files exist.</summary>
/// <param name="Kind">The decision; <see cref="BootLoaderKind.Unknown"/> when the evidence does not carry one.</param>
/// <param name="Evidence">What spoke for or against, in words with paths, strongest first.</param>
/// <param name="ConfigurationPath">The configuration it read (the machine's own path, such as <c>/boot/grub/grub.cfg</c>); null when unknown.</param>
/// <param name="DefaultsPath">The file with the kernel line's source (<c>/etc/default/grub</c>); null when the loader has none.</param>
public sealed record BootLoaderFacts(BootLoaderKind Kind, ImmutableArray<string> Evidence, string? ConfigurationPath, string? DefaultsPath);
