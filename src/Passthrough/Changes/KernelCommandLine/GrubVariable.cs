using System.Collections.Immutable;

namespace Passthrough.Changes.KernelCommandLine;

/// <summary>What a GRUB defaults file says about one variable.</summary>
/// <param name="IsAssigned">True when the file assigns it.</param>
/// <param name="Words">The kernel words of the last assignment as the shell would split them; references to other variables stay as written.</param>
/// <param name="KeepsEarlierValue">True when the last assignment refers to the variable itself, so that what earlier files gave it stays.</param>
/// <param name="IsUnderstood">False when the file cannot be followed with certainty; <paramref name="Words"/> is then empty.</param>
public sealed record GrubVariable(bool IsAssigned, ImmutableArray<string> Words, bool KeepsEarlierValue, bool IsUnderstood);
