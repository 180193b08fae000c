namespace Passthrough.Planning.Bridges;

/// <summary>One key of a file of netplan and the lines that hold it.</summary>
/// <param name="Name">The key without its quotes.</param>
/// <param name="Value">What stands behind the colon; empty when it has lines of its own.</param>
/// <param name="Indent">How many blanks stand before it.</param>
/// <param name="First">The number of its line, counted from 0.</param>
/// <param name="End">The number of the line after its last one.</param>
internal readonly record struct NetplanKey(string Name, string Value, int Indent, int First, int End);
