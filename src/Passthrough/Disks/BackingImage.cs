using Passthrough.Guests.Disks;

namespace Passthrough.Disks;

/// <summary>An image that another one stands on.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="Format">Its format, as the image above has it written down.</param>
/// <param name="Identity">The file.</param>
public sealed record BackingImage(string Path, GuestDiskFormat Format, FileIdentity Identity);
