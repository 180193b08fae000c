using System.Collections.Immutable;

namespace Passthrough.Host.Security;

/// <summary>Who runs this program, on the running machine only.</summary>
/// <param name="IsRoot">True for the superuser (geteuid(2)).</param>
/// <param name="Groups">The names of the process's groups that guests are about (<c>kvm</c>, <c>libvirt</c>, <c>input</c>, <c>render</c>, <c>video</c>, <c>disk</c>), ordered (getgroups(2), <c>/etc/group</c>). Added to a group, a user has it after the next login.</param>
public sealed record UserAccount(bool IsRoot, ImmutableArray<string> Groups);
