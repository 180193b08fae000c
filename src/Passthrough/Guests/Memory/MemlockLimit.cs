namespace Passthrough.Guests.Memory;

/// <summary>The limit of locked memory that libvirt sets for a domain's QEMU.</summary>
/// <param name="Bytes">Bytes; null for no limit at all.</param>
public sealed record MemlockLimit(long? Bytes);
