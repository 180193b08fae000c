namespace Passthrough.Host;

/// <summary>
/// Where the machine's trees are found. The live machine, a folder laid out like a machine's root (a snapshot, a mounted
/// disk) and a test's scratch folder differ only in <see cref="Root"/>; no other code knows an absolute path.
/// </summary>
/// <param name="Root">The folder that stands for the machine's <c>/</c>; absolute, without a trailing slash except for <c>/</c> itself.</param>
public sealed record HostRoots(string Root)
{
    /// <summary>The running machine.</summary>
    public static HostRoots Live { get; } = new("/");

    /// <summary>True when this is the running machine, so that kernel calls (not only files) speak about it.</summary>
    public bool IsLive => string.Equals(Root, "/", StringComparison.Ordinal);

    /// <summary>A machine laid out below <paramref name="directory"/>.</summary>
    /// <param name="directory">Any existing or future folder; made absolute.</param>
    public static HostRoots Under(string directory)
    {
        var full = Path.GetFullPath(directory);
        return new HostRoots(full.Length > 1 ? full.TrimEnd('/') : full);
    }

    /// <summary>A path in sysfs (<c>/sys</c>).</summary>
    public string Sys(string relative = "") => Below("sys", relative);

    /// <summary>A path in procfs (<c>/proc</c>).</summary>
    public string Proc(string relative = "") => Below("proc", relative);

    /// <summary>A path below <c>/dev</c>.</summary>
    public string Dev(string relative = "") => Below("dev", relative);

    /// <summary>A path below <c>/etc</c>.</summary>
    public string Etc(string relative = "") => Below("etc", relative);

    /// <summary>A path below <c>/run</c>.</summary>
    public string Run(string relative = "") => Below("run", relative);

    /// <summary>A path below <c>/boot</c>.</summary>
    public string Boot(string relative = "") => Below("boot", relative);

    /// <summary>A path below <c>/usr</c>.</summary>
    public string Usr(string relative = "") => Below("usr", relative);

    /// <summary>A path below <c>/var</c>.</summary>
    public string Var(string relative = "") => Below("var", relative);

    /// <summary>A path below <c>/lib</c> (kernel modules live in <c>/lib/modules</c>, which may be a link into <c>/usr</c>).</summary>
    public string Lib(string relative = "") => Below("lib", relative);

    /// <summary>Where a path of the machine (such as <c>/etc/default/grub</c>) is found under these roots.</summary>
    /// <param name="machinePath">An absolute path as the machine itself would name it.</param>
    public string Locate(string machinePath) => Path.Combine(Root, machinePath.TrimStart('/'));

    /// <summary>The machine's own name of a path found under these roots: the inverse of <see cref="Locate"/>.</summary>
    /// <param name="path">A path below <see cref="Root"/>; any other path is returned unchanged.</param>
    public string NameOf(string path) =>
        IsLive || !path.StartsWith(Root + "/", StringComparison.Ordinal) ? path : path[Root.Length..];

    private string Below(string top, string relative) =>
        relative.Length == 0 ? Path.Combine(Root, top) : Path.Combine(Root, top, relative);
}
