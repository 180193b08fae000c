using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Native.Libc;

namespace Passthrough.Changes;

/// <summary>Checks rights before anything starts.</summary>
public static class Rights
{
    /// <summary>True when this process may read and write everything.</summary>
    public static bool IsRoot => EffectiveUser.Id == 0;

    /// <summary>Passes for root, and for a machine that is only a folder, where the file system decides.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="command">The command, for the message.</param>
    /// <exception cref="NeedsRootException">Not root.</exception>
    public static void RequireRoot(HostRoots roots, string command)
    {
        if (roots.IsLive && !IsRoot)
        {
            throw new NeedsRootException($"'{command}' changes the host's files and needs root; nothing was changed", null, $"sudo passthrough {command}");
        }
    }
}
