namespace Passthrough.Guests.InstallMedia;

/// <summary>An installation medium with every choice made.</summary>
/// <param name="Request">What to write.</param>
/// <param name="ReasonToAsk">Why Setup asks where to install; null when it wipes the guest's only disk without asking.</param>
public sealed record InstallMediaDesign(InstallMediaRequest Request, string? ReasonToAsk);
