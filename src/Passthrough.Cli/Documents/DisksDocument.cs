using System.Collections.Immutable;
using Passthrough.Host.Storage;

namespace Passthrough.Cli.Documents;

/// <summary>The answer of <c>disks --json</c>; <c>docs/formats/disks.md</c> describes it.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Controllers">PCI functions with disks, and whether each could be given away.</param>
/// <param name="Disks">All devices but partitions, with what is on them.</param>
internal sealed record DisksDocument(int SchemaVersion, ImmutableArray<StorageController> Controllers, ImmutableArray<DiskAnswer> Disks);
