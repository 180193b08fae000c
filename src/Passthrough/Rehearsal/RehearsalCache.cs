namespace Passthrough.Rehearsal;

/// <summary>Where rehearsals keep what they build, by the XDG Base Directory Specification.</summary>
public static class RehearsalCache
{
    /// <summary><c>$XDG_CACHE_HOME/passthrough</c>, or <c>~/.cache/passthrough</c> where the variable is unset or no absolute path.</summary>
    public static string Folder()
    {
        var home = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        return Path.Combine(
            Path.IsPathFullyQualified(home ?? "") ? home! : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "passthrough");
    }
}
