namespace Passthrough.Sessions.Leases;

/// <summary>A file of sysfs with a value of its own while a guest runs.</summary>
/// <param name="Path">The machine's own path.</param>
/// <param name="Before">Its value before.</param>
/// <param name="During">Its value while the guest runs.</param>
public sealed record ChangedValue(string Path, string Before, string During);
