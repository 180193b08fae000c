using System.Text.Json.Serialization;

namespace Passthrough.Planning;

/// <summary>One image to be rebuilt.</summary>
/// <param name="KernelVersion">The kernel it belongs to.</param>
/// <param name="Path">The machine's own path of the image.</param>
public sealed record InitramfsImage(string KernelVersion, string Path)
{
    /// <summary>Further arguments of the generator, joined by blanks (<c>-S autodetect</c> of mkinitcpio's fallback); null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Arguments { get; init; }

    /// <summary>What the unified kernel image must be like that holds the initramfs, and lies at <see cref="Path"/>; null for an initramfs alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UnifiedImageNeeds? Unified { get; init; }
}
