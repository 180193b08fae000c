using System.Collections.Immutable;

namespace Passthrough.Host.Virtualization;

/// <summary>Understands <c>/proc/modules</c>: a module a line, its name first.</summary>
public static class LoadedModules
{
    /// <summary>The names, in the file's order; empty when the file is absent.</summary>
    /// <param name="text">The file; null when absent.</param>
    public static ImmutableArray<string> Parse(string? text) =>
        [.. (text ?? "").Split('\n').Select(line => line.Split(' ', 2)[0]).Where(name => name.Length > 0)];
}
