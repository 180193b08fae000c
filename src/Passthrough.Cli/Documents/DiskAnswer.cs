using System.Collections.Immutable;
using Passthrough.Host.Storage;

namespace Passthrough.Cli.Documents;

/// <summary>One disk with everything on it.</summary>
/// <param name="Device">The disk.</param>
/// <param name="Partitions">Its partitions.</param>
/// <param name="Uses">What the disk and everything on it is used for; empty when it is free.</param>
/// <param name="StablePath">The path that names it for good; null when udev made none.</param>
internal sealed record DiskAnswer(BlockDevice Device, ImmutableArray<BlockDevice> Partitions, ImmutableArray<DiskUse> Uses, string? StablePath);
