using System.Collections.Immutable;

namespace Passthrough.Host.Boot.Mkinitcpio;

/// <summary>One assignment in a file that bash sources.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Words">The elements of an array; else the value, quotes resolved, as one word, or none when it is empty.</param>
/// <param name="IsArray">True for <c>NAME=(...)</c>.</param>
/// <param name="IsAppended">True for <c>NAME+=...</c>.</param>
/// <param name="IsCertain">False when bash would have to compute something.</param>
public sealed record BashAssignment(string Name, ImmutableArray<string> Words, bool IsArray, bool IsAppended, bool IsCertain);
