namespace Passthrough.Host.Security;

/// <summary>The rights of one user, or of one group, in an access control list.</summary>
/// <param name="Number">The user's or the group's number.</param>
/// <param name="Rights">See <see cref="AccessList"/>.</param>
public readonly record struct NamedAccess(uint Number, int Rights);
