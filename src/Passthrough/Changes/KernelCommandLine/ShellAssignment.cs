namespace Passthrough.Changes.KernelCommandLine;

/// <summary>One assignment of a variable in a shell file, by positions in its text.</summary>
/// <param name="ValueStart">Where the value begins, quotes included.</param>
/// <param name="ValueEnd">Where the value ends (exclusive).</param>
/// <param name="IsCertain">
/// False when the assignment may not take effect, or its value cannot be known: inside a condition, a loop or a function, after <c>&amp;&amp;</c>, before a
/// command, or with a command substitution.
/// </param>
internal readonly record struct ShellAssignment(int ValueStart, int ValueEnd, bool IsCertain);
