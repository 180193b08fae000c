using System.Collections.Immutable;

namespace Passthrough.Host.Boot;

/// <summary>One line of a GRUB menu: an entry, or a submenu with entries of its own.</summary>
/// <param name="Title">The title.</param>
/// <param name="Id">What follows <c>--id</c>; null when absent.</param>
/// <param name="Kernel">The words of the entry's <c>linux</c> command after the command itself; empty when it starts no Linux.</param>
/// <param name="Initramfs">The words of its <c>initrd</c> command.</param>
/// <param name="Children">The lines of a submenu; null for an entry.</param>
internal sealed record GrubMenuItem(
    string Title, string? Id, ImmutableArray<string> Kernel, ImmutableArray<string> Initramfs, ImmutableArray<GrubMenuItem>? Children)
{
    /// <summary>The words of an entry's <c>menuentry</c>, the word itself first; empty for a submenu.</summary>
    public ImmutableArray<string> Head { get; init; } = [];

    /// <summary>What stands between an entry's braces, as it is written; empty for a submenu.</summary>
    public string Body { get; init; } = "";
}
