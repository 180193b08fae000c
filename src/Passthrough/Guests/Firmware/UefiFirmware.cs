using System.Collections.Immutable;
using System.Text;
using Passthrough.Host.Firmware;

namespace Passthrough.Guests.Firmware;

/// <summary>
/// A UEFI firmware for guests, from a descriptor as QEMU's <c>docs/interop/firmware.json</c> defines it. Only what a passthrough guest can use is read: x86-64, q35, in flash, raw.
/// </summary>
/// <param name="CodePath">The machine's own path of the code.</param>
/// <param name="VariablesTemplatePath">The machine's own path of the empty variable store.</param>
/// <param name="Features">Such as <c>secure-boot</c>, <c>enrolled-keys</c>, <c>requires-smm</c>.</param>
public sealed record UefiFirmware(string CodePath, string VariablesTemplatePath, ImmutableArray<string> Features)
{
    /// <summary>True when a guest without system management mode and without enrolled keys can be started with it: any card's driver and any loader run.</summary>
    public bool IsPlain => !Features.Intersect(["requires-smm", "enrolled-keys", "amd-sev-snp", "intel-tdx"], StringComparer.Ordinal).Any();

    /// <summary>The first plain firmware; descriptors count in the order of their file names, which is how distributions and administrators rank them.</summary>
    /// <param name="descriptors">The files' contents, ordered by name; null for one that could not be read.</param>
    /// <returns>Null when none is usable.</returns>
    public static UefiFirmware? Choose(IEnumerable<string?> descriptors) =>
        descriptors.Select(text => text is null ? null : Parse(text)).FirstOrDefault(firmware => firmware is { IsPlain: true });

    /// <summary>Reads one descriptor. Never throws.</summary>
    /// <returns>Null for what is no descriptor or describes a firmware for other guests.</returns>
    public static UefiFirmware? Parse(string text) =>
        FirmwareImages.Parse("", Encoding.UTF8.GetBytes(text)) is { ExecutableFormat: "raw", TemplateFormat: "raw", TemplatePath: { } variables } image
        && image.IsUefiFor("x86_64", "q35") && image.ExecutablePath.StartsWith('/') && variables.StartsWith('/')
            ? new UefiFirmware(image.ExecutablePath, variables, image.Features)
            : null;
}
