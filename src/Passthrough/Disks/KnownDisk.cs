using System.Collections.Immutable;
using Passthrough.Guests.Disks;

namespace Passthrough.Disks;

/// <summary>A guest's disk.</summary>
/// <param name="Guest">The guest's name.</param>
/// <param name="Path">The path, as it is written down for the guest.</param>
/// <param name="Format">Its format, as it is written down; null when it is not.</param>
/// <param name="IsRunning">True when the guest runs.</param>
public sealed record KnownDisk(string Guest, string Path, GuestDiskFormat? Format, bool IsRunning)
{
    /// <summary>The file; null when it is not there or may not be looked at.</summary>
    public FileIdentity? Identity { get; init; }

    /// <summary>The files that it stands on.</summary>
    public ImmutableArray<FileIdentity> Below { get; init; } = [];
}
