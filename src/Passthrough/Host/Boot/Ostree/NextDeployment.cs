using System.Collections.Immutable;

namespace Passthrough.Host.Boot.Ostree;

/// <summary>What the next start of a machine with ostree uses: the deployment that is staged, or else the one that the boot loader has first.</summary>
/// <param name="Words">The words of its kernel line, in order.</param>
/// <param name="InitramfsFiles">The files and folders below <c>/etc</c> that rpm-ostree puts into its initramfs (<c>rpm-ostree initramfs-etc --track</c>).</param>
/// <param name="Source">The machine's own path of what says so.</param>
public sealed record NextDeployment(ImmutableArray<string> Words, ImmutableArray<string> InitramfsFiles, string Source);
