using System.Collections.Immutable;

namespace Passthrough.Host.Boot;

/// <summary>How this machine boots.</summary>
/// <param name="RunningKernel">The running release (<c>/proc/sys/kernel/osrelease</c>); null when absent.</param>
/// <param name="CommandLine">The running kernel's parameters (<c>/proc/cmdline</c>), quotes resolved; empty when absent.</param>
/// <param name="Loader">The boot loader.</param>
/// <param name="Entries">The entries of the loader's configuration; empty when it cannot be read (GRUB's file is readable by root only on some systems).</param>
/// <param name="Kernels">The installed kernels, ordered by version.</param>
/// <param name="Generator">Who builds the initramfs.</param>
/// <param name="Isolation">What the isolation script recorded during this boot; empty when it did not run.</param>
public sealed record BootFacts(
    string? RunningKernel,
    ImmutableArray<string> CommandLine,
    BootLoaderFacts Loader,
    ImmutableArray<BootEntry> Entries,
    ImmutableArray<InstalledKernel> Kernels,
    InitramfsGenerator Generator,
    ImmutableArray<IsolationRecord> Isolation)
{
    /// <summary>The last value of a kernel parameter: <c>on</c> for <c>intel_iommu=on</c>, empty for a bare word, null when absent.</summary>
    public string? Parameter(string name)
    {
        foreach (var word in CommandLine.Reverse())
        {
            if (string.Equals(word, name, StringComparison.Ordinal))
            {
                return "";
            }

            if (word.StartsWith(name + "=", StringComparison.Ordinal))
            {
                return word[(name.Length + 1)..];
            }
        }

        return null;
    }
}
