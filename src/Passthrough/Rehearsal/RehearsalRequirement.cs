using System.Collections.Immutable;

namespace Passthrough.Rehearsal;

/// <summary>Something that the rehearsal needs on this machine.</summary>
/// <param name="Program">The program looked for on <c>PATH</c>, or an absolute path of a file.</param>
/// <param name="Purpose">What it is needed for.</param>
/// <param name="Packages">The package's name for each package manager (<c>apt</c>, <c>dnf</c>, <c>pacman</c>, <c>zypper</c>).</param>
public sealed record RehearsalRequirement(string Program, string Purpose, ImmutableDictionary<string, string> Packages);
