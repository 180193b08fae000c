using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Passthrough.Host.Boot;

/// <summary>One entry of the boot loader's configuration that starts a Linux kernel.</summary>
/// <param name="Title">The title, with the titles of enclosing submenus before it, joined by <c>&gt;</c> as GRUB writes it.</param>
/// <param name="KernelPath">The kernel image as the loader names it (on a separate boot partition without <c>/boot</c>); empty where the loader finds it by itself (rEFInd).</param>
/// <param name="Parameters">The kernel line's words after the image, in order, quotes resolved.</param>
/// <param name="InitramfsPaths">The initramfs images in order (microcode may come first).</param>
/// <param name="IsRecovery">True for an entry that boots to a rescue mode (<c>single</c>, <c>recovery</c>).</param>
/// <param name="IsDefault">True for the entry that boots when nobody chooses.</param>
public sealed record BootEntry(
    string Title,
    string KernelPath,
    ImmutableArray<string> Parameters,
    ImmutableArray<string> InitramfsPaths,
    bool IsRecovery,
    bool IsDefault)
{
    /// <summary>The machine's own path of the file that the entry stands in; null for an entry of GRUB's menu.</summary>
    public string? Path { get; init; }

    /// <summary>True when it starts another installed system: this program neither changes it nor asks anything of it.</summary>
    public bool IsForeign { get; init; }

    /// <summary>True when it is one of those that start this machine ordinarily.</summary>
    [JsonIgnore]
    public bool IsOrdinary => !IsRecovery && !IsForeign;
}
