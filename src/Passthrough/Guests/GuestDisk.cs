namespace Passthrough.Guests;

/// <summary>A disk of a guest.</summary>
/// <param name="Path">The machine's own path of a file or block device.</param>
/// <param name="Format">Its format, stated and never probed at start: a guest could write another format's header into a raw disk.</param>
/// <param name="IsBlockDevice">True for a device below <c>/dev</c>.</param>
/// <param name="Bus">How it is connected.</param>
public sealed record GuestDisk(string Path, GuestDiskFormat Format, bool IsBlockDevice = false, GuestDiskBus Bus = GuestDiskBus.Virtio);
