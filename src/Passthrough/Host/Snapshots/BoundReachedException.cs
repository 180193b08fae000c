namespace Passthrough.Host.Snapshots;

/// <summary>A <see cref="BoundedStream"/> holds more than it may; caught where the archive's name is known.</summary>
internal sealed class BoundReachedException : Exception;
