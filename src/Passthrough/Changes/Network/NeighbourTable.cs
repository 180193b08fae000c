namespace Passthrough.Changes.Network;

/// <summary>Understands what <c>ip neigh show</c> prints (ip-neighbour(8)): a neighbour a line, its state the last word.</summary>
public static class NeighbourTable
{
    /// <summary>True when the kernel has an answer of one of the neighbours, or was told for good that it is there.</summary>
    /// <param name="text">The output.</param>
    public static bool HasAnswer(string text) =>
        text.Split('\n').Select(line => line.TrimEnd()).Any(line => line.EndsWith(" REACHABLE", StringComparison.Ordinal) || line.EndsWith(" PERMANENT", StringComparison.Ordinal));
}
