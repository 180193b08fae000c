using System.Collections.Immutable;

namespace Passthrough.Changes.KernelCommandLine;

/// <summary>What became of an edit of a GRUB defaults file.</summary>
public abstract record GrubEdit
{
    private GrubEdit()
    {
    }

    /// <summary>The file with the words in place; the same text when nothing was to be done.</summary>
    /// <param name="Text">The whole file.</param>
    /// <param name="Replaced">The words that stood against the wanted ones and were taken out or replaced, as they were written.</param>
    public sealed record Done(string Text, ImmutableArray<string> Replaced) : GrubEdit;

    /// <summary>The file holds something that cannot be edited with certainty; nothing is proposed.</summary>
    /// <param name="Line">The line number, from 1.</param>
    /// <param name="Why">What it is, in words.</param>
    public sealed record NotUnderstood(int Line, string Why) : GrubEdit;
}
