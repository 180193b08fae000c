using System.Collections.Immutable;

namespace Passthrough.Host.Display;

/// <summary>What a look into all processes found.</summary>
/// <param name="Holders">Ordered by process and node.</param>
/// <param name="ProcessesNotSeen">Processes that refused to be looked into.</param>
/// <param name="IsComplete">False when there were no processes to look into (no <c>/proc</c>) or nobody looked.</param>
internal sealed record HolderScan(ImmutableArray<DeviceHolder> Holders, int ProcessesNotSeen, bool IsComplete);
