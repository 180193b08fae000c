using System.Collections.Immutable;

namespace Passthrough.Guests.InstallMedia;

/// <summary>An installation medium that was written.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Drivers">The drivers on it.</param>
/// <param name="Missing">Drivers that would have been of use and that virtio-win's disc lacks.</param>
/// <param name="Tools">The names of the installers on it.</param>
public sealed record InstallMediaResult(string Path, long Size, ImmutableArray<string> Drivers, ImmutableArray<GuestDriver> Missing, ImmutableArray<string> Tools);
