using System.Collections.Immutable;

namespace Passthrough.Host.Boot;

/// <summary>One command of a GRUB script.</summary>
/// <param name="Words">Its words, quotes and escapes resolved; at least one.</param>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="End">Where it ends: the index behind its last character.</param>
internal readonly record struct GrubCommand(ImmutableArray<string> Words, int Start, int End)
{
    /// <summary>What it is called by.</summary>
    public string Name => Words[0];

    /// <summary>True when it names a Linux kernel and its words.</summary>
    public bool IsKernel => Name is "linux" or "linux16" or "linuxefi";

    /// <summary>True when it names initramfs images.</summary>
    public bool IsInitramfs => Name is "initrd" or "initrd16" or "initrdefi";
}
