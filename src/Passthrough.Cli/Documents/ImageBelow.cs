using Passthrough.Guests.Disks;

namespace Passthrough.Cli.Documents;

/// <summary>An image that another one stands on.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="Format">Its format.</param>
internal sealed record ImageBelow(string Path, GuestDiskFormat Format);
