namespace Passthrough.Guests.Import;

/// <summary>Something of an imported guest that its description does not say.</summary>
/// <param name="Where">Where it stands in the source: an XPath, or a line and option.</param>
/// <param name="What">What stands there; secrets are left out.</param>
/// <param name="Reason">Why it is not kept, and what is done in its place.</param>
public sealed record NotKept(string Where, string What, string Reason);
