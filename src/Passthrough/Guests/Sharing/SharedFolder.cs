namespace Passthrough.Guests.Sharing;

/// <summary>A folder of the host that the guest mounts (virtiofs).</summary>
/// <param name="Path">The machine's own path.</param>
/// <param name="Tag">The name that the guest mounts it by.</param>
/// <param name="IsReadOnly">True when the guest cannot write it.</param>
public sealed record SharedFolder(string Path, string Tag, bool IsReadOnly);
