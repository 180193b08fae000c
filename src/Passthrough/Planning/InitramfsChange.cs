using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Passthrough.Host;
using Passthrough.Host.Boot;

namespace Passthrough.Planning;

/// <summary>Rebuilds the initramfs images with the distribution's own generator; each new image is opened and checked before it replaces the old one.</summary>
/// <param name="Id">See <see cref="Change"/>.</param>
/// <param name="Title">See <see cref="Change"/>.</param>
/// <param name="Reason">See <see cref="Change"/>.</param>
/// <param name="Images">One for each installed kernel.</param>
/// <param name="MustContain">File names (ends of paths) that each new image must hold.</param>
/// <param name="MustRunBeforeUdev">The script of <c>init-top</c>, or hook of <c>pre-udev</c>, that the image must run before udev; null when not asked.</param>
public sealed record InitramfsChange(
    string Id,
    string Title,
    string Reason,
    ImmutableArray<InitramfsImage> Images,
    ImmutableArray<string> MustContain,
    string? MustRunBeforeUdev)
    : Change(Id, Title, Reason)
{
    /// <summary>Who builds them.</summary>
    [JsonConverter(typeof(CamelCaseEnumConverter<InitramfsGenerator>))]
    public InitramfsGenerator Generator { get; init; } = InitramfsGenerator.InitramfsTools;
}
