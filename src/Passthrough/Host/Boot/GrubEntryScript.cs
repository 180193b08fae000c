using System.Collections.Immutable;

namespace Passthrough.Host.Boot;

/// <summary>An entry of GRUB's menu as a script, from which the same start can be offered once more.</summary>
/// <param name="Head">The words before the brace, quotes resolved: <c>menuentry</c>, the title, options.</param>
/// <param name="Body">What stands between the braces, as it is written.</param>
public sealed record GrubEntryScript(ImmutableArray<string> Head, string Body);
