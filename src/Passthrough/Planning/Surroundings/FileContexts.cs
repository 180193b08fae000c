using Passthrough.Failures;
using Passthrough.Host.Security;

namespace Passthrough.Planning.Surroundings;

/// <summary>Labels of SELinux that are chosen for paths, by semanage(8).</summary>
internal static class FileContexts
{
    /// <summary>The choice of a type for one path.</summary>
    /// <param name="security">What is chosen now.</param>
    /// <param name="path">The machine's own path, without links in it.</param>
    /// <param name="type">The type.</param>
    /// <param name="id">See <see cref="Change"/>.</param>
    /// <param name="title">See <see cref="Change"/>.</param>
    /// <param name="reason">See <see cref="Change"/>.</param>
    /// <exception cref="RefusedException">Somebody chose another type for the path, or semanage cannot name it.</exception>
    public static Surrounding Choose(SecurityFacts security, string path, string type, string id, string title, string reason)
    {
        if (LocalFileContext.PatternOf(path) is not { } pattern)
        {
            throw new RefusedException("SELinux chooses labels by path, and its tool semanage takes no path with blanks", path, "rename the file or its folder, then plan again");
        }

        if (security.LocalTypeOf(path) is { } other && !string.Equals(other, type, StringComparison.Ordinal))
        {
            throw new RefusedException($"SELinux has the type {other} for {path} by somebody's choice", path, $"take it out (sudo semanage fcontext -d {ShellWord.Of(pattern)}), then plan again");
        }

        return Surrounding.Of(
            security.LocalTypeOf(path) is not null,
            new ToolChange(id, title, reason, $"label of {path}", ["semanage", "fcontext", "-a", "-t", type, pattern], ["semanage", "fcontext", "-d", pattern], new FileContextIs(path, type)),
            new FileContextIs(path, null));
    }
}
