using Passthrough.Guests.Description;

namespace Passthrough.Guests.Import;

/// <summary>A disk or a disc.</summary>
/// <param name="Where">Where it stands.</param>
/// <param name="Disk">The disk; of a disc only path and order.</param>
/// <param name="IsDisc">True for a disc in a drive.</param>
internal sealed record DraftDisk(string Where, DiskDescription Disk, bool IsDisc);
