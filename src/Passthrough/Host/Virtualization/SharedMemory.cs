namespace Passthrough.Host.Virtualization;

/// <summary>A file or node of memory that a guest shares with a program of the host.</summary>
/// <param name="Path">The machine's own path.</param>
/// <param name="Mode">The permission bits.</param>
/// <param name="User">The owner's number.</param>
/// <param name="Group">The group's number.</param>
public sealed record SharedMemory(string Path, int Mode, uint User, uint Group)
{
    /// <summary>Looking Glass's memory as a file.</summary>
    public static string FilePath => HostRoots.Live.Dev("shm/looking-glass");

    /// <summary>Looking Glass's memory as the node of the module kvmfr.</summary>
    public static string NodePath => HostRoots.Live.Dev("kvmfr0");
}
