using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Passthrough.Planning;

/// <summary>How a unified kernel image is built, and what it must be like.</summary>
/// <param name="MustHaveParameters">Words that its kernel line must have.</param>
/// <param name="MustHaveRoot">The word that names the root device on it (<c>root=UUID=...</c>); null when it must name none.</param>
/// <param name="MustBeSigned">True when it must bear a signature, as the one before did: the firmware may ask for it.</param>
public sealed record UnifiedImageNeeds(ImmutableArray<string> MustHaveParameters, string? MustHaveRoot, bool MustBeSigned)
{
    /// <summary>The preset of mkinitcpio that the image belongs to (<c>linux-fallback</c>), by which mkinitcpio lets systemd-boot sort it; null for another generator.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Preset { get; init; }

    /// <summary>The machine's own path of the kernel that kernel-install(8) builds the image of; null when the initramfs generator builds it by itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? InstalledKernel { get; init; }
}
