using System.Collections.Immutable;
using Passthrough.Host.Iommu;

namespace Passthrough.Cli.Documents;

/// <summary>The answer of <c>groups --json</c>; <c>docs/formats/groups.md</c> describes it.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="IsOn">True when the kernel makes groups; false says nothing about isolation.</param>
/// <param name="Kind">The kind of IOMMU.</param>
/// <param name="Groups">The groups asked about.</param>
internal sealed record GroupsDocument(int SchemaVersion, bool IsOn, IommuKind Kind, ImmutableArray<GroupOfDevices> Groups);
