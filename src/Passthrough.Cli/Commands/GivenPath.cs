using Passthrough.Failures;

namespace Passthrough.Cli.Commands;

/// <summary>Paths on the command line.</summary>
internal static class GivenPath
{
    /// <summary>The absolute path; a relative one begins at the folder in which the command was started.</summary>
    /// <param name="path">As it was given.</param>
    /// <exception cref="InvalidInputException">It is empty.</exception>
    public static string Of(string path) => path.Length > 0 ? Path.GetFullPath(path) : throw new InvalidInputException("a path is empty");
}
