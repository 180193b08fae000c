using System.Collections.Immutable;
using Passthrough.Host.Boot;

namespace Passthrough.Planning.Guard;

/// <summary>What a boot loader starts when nobody chooses.</summary>
/// <param name="Kernel">The kernel.</param>
/// <param name="Initramfs">The machine's own paths of its initramfs images in the order in which the kernel gets them, the one that the plan builds anew and what comes before it (microcode).</param>
/// <param name="Words">The kernel line, quotes resolved; words that name an initramfs count for nothing.</param>
internal sealed record StartedFiles(InstalledKernel Kernel, ImmutableArray<string> Initramfs, ImmutableArray<string> Words);
