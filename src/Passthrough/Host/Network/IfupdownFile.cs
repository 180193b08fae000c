using System.Collections.Immutable;

namespace Passthrough.Host.Network;

/// <summary>Understands <c>/etc/network/interfaces</c> (interfaces(5)) as far as which interfaces it configures.</summary>
public static class IfupdownFile
{
    /// <summary>The names after <c>iface</c>, each once; the loopback is left out.</summary>
    /// <param name="text">The file; null when absent.</param>
    public static ImmutableArray<string> Interfaces(string? text) =>
        [.. Words(text).Where(words => words is ["iface", _, ..]).Select(words => words[1]).Where(name => name is not "lo").Distinct(StringComparer.Ordinal)];

    /// <summary>The folders and files after <c>source</c> and <c>source-directory</c>, as they are written.</summary>
    /// <param name="text">The file; null when absent.</param>
    public static ImmutableArray<string> Sources(string? text) =>
        [.. Words(text).Where(words => words is ["source" or "source-directory", _, ..]).Select(words => words[1])];

    private static IEnumerable<string[]> Words(string? text) =>
        (text ?? "").Replace("\\\n", " ", StringComparison.Ordinal).Split('\n').Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
