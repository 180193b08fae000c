using System.Collections.Immutable;

namespace Passthrough.Host.Firmware;

/// <summary>A firmware for guests as a descriptor tells of it (QEMU's <c>docs/interop/firmware.json</c>).</summary>
public sealed record FirmwareImage
{
    /// <summary>The descriptor, the machine's own path.</summary>
    public required string DescriptorPath { get; init; }

    /// <summary>What its maker says it is; null when absent.</summary>
    public string? Description { get; init; }

    /// <summary><c>bios</c>, <c>uefi</c>, <c>openfirmware</c>, <c>uboot</c>; never empty.</summary>
    public required ImmutableArray<string> Interfaces { get; init; }

    /// <summary>How QEMU maps it: <c>flash</c>, <c>kernel</c>, <c>memory</c>, <c>igvm</c>.</summary>
    public required string Device { get; init; }

    /// <summary>With <c>flash</c>: <c>split</c> (the default: code and variables apart), <c>combined</c>, <c>stateless</c>; null for others.</summary>
    public string? Mode { get; init; }

    /// <summary>The code, the machine's own path.</summary>
    public required string ExecutablePath { get; init; }

    /// <summary>The code's format (<c>raw</c>, <c>qcow2</c>); null where the mapping names none, which means raw.</summary>
    public string? ExecutableFormat { get; init; }

    /// <summary>The template of the variables, the machine's own path; null when there is none.</summary>
    public string? TemplatePath { get; init; }

    /// <summary>The template's format; null when there is none.</summary>
    public string? TemplateFormat { get; init; }

    /// <summary>Guests that it is for.</summary>
    public required ImmutableArray<FirmwareTarget> Targets { get; init; }

    /// <summary>Such as <c>secure-boot</c>, <c>enrolled-keys</c>, <c>requires-smm</c>, <c>acpi-s3</c>.</summary>
    public required ImmutableArray<string> Features { get; init; }

    /// <summary>True when the code's file is there.</summary>
    public bool IsInstalled { get; init; }

    /// <summary>2 or 4: the flash's size in MiB, which decides whether a variable store fits; null when unknown. From the length of a raw file, else from its name.</summary>
    public int? FlashMib { get; init; }

    /// <summary>True when it can check signatures of boot loaders.</summary>
    public bool HasSecureBoot => Features.Contains("secure-boot", StringComparer.Ordinal);

    /// <summary>True when its template has the keys of Microsoft or of a distribution, so that Secure Boot is on from the first start.</summary>
    public bool HasEnrolledKeys => Features.Contains("enrolled-keys", StringComparer.Ordinal);

    /// <summary>True when the guest needs system management mode (q35 only).</summary>
    public bool RequiresSmm => Features.Contains("requires-smm", StringComparer.Ordinal);

    /// <summary>True when it offers UEFI with variables of the guest's own to a machine of this kind.</summary>
    /// <param name="architecture">QEMU's name.</param>
    /// <param name="machine">A machine type.</param>
    public bool IsUefiFor(string architecture, string machine) =>
        Interfaces.Contains("uefi", StringComparer.Ordinal)
        && Device is "flash" && Mode is "split" && TemplatePath is not null
        && Targets.Any(target => string.Equals(target.Architecture, architecture, StringComparison.Ordinal) && target.IsFor(machine));
}
