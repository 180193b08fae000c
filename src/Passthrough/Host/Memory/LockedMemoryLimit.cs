namespace Passthrough.Host.Memory;

/// <summary>How much memory a process may lock, which is what VFIO does with all memory of a guest.</summary>
/// <param name="SoftBytes">The limit that counts, in bytes; null for no limit.</param>
/// <param name="HardBytes">The limit up to which the process may raise it, in bytes; null for no limit.</param>
public sealed record LockedMemoryLimit(long? SoftBytes, long? HardBytes);
