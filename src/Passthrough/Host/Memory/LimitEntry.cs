namespace Passthrough.Host.Memory;

/// <summary>One line about <c>memlock</c> in limits.conf(5).</summary>
/// <param name="Path">The file, as the machine names it.</param>
/// <param name="Domain">Whom it concerns: a user, <c>@group</c>, <c>*</c>, or another form.</param>
/// <param name="IsSoft">True when it sets the soft limit (<c>soft</c> or <c>-</c>).</param>
/// <param name="IsHard">True when it sets the hard limit (<c>hard</c> or <c>-</c>).</param>
/// <param name="Kib">The limit in KiB; null for none (<c>unlimited</c>, <c>infinity</c>, <c>-1</c>).</param>
public sealed record LimitEntry(string Path, string Domain, bool IsSoft, bool IsHard, long? Kib);
