using System.Collections.Immutable;
using Passthrough.Host;
using Passthrough.Host.Firmware;

namespace Passthrough.Readiness.Rules;

/// <summary>Is there UEFI for guests that fits: a descriptor for libvirt, the file itself, one size of flash, Secure Boot and a TPM for Windows 11.</summary>
internal static class GuestFirmwareRule
{
    private static readonly FindingKind GuestFirmwareUndescribed = new("guest-firmware-undescribed", Severity.Warning, "UEFI images for guests are there and no descriptor tells of them.");
    private static readonly FindingKind GuestFirmwareMissing = new("guest-firmware-file-missing", Severity.Warning, "Descriptors of UEFI for x86-64 guests are there, and none of their files is.");
    private static readonly FindingKind GuestFirmwareSizes = new("guest-firmware-two-sizes", Severity.Note, "UEFI images for guests of 2 MiB and of 4 MiB are there.");
    private static readonly FindingKind GuestFirmwareSmall = new("guest-firmware-only-small", Severity.Note, "The only UEFI images for guests are of 2 MiB.");
    private static readonly FindingKind GuestSecureBootMissing = new("guest-secure-boot-missing", Severity.Note, "No UEFI image for guests has Secure Boot with enrolled keys.");
    private static readonly FindingKind GuestTpmMissing = new("guest-tpm-missing", Severity.Note, "swtpm is not installed.");
    private static readonly FindingKind GuestFirmwareForWindows = new("guest-windows-11", Severity.Good, "Secure Boot with enrolled keys and swtpm are there.");

    private const string Machine = "q35";
    private const string Architecture = "x86_64";
    private const int Small = 2;
    private const int Large = 4;

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Does the firmware for guests fit, also Windows 11?",
        [GuestFirmwareUndescribed, GuestFirmwareMissing, GuestFirmwareSizes, GuestFirmwareSmall, GuestSecureBootMissing, GuestTpmMissing, GuestFirmwareForWindows],
        Judge);

    /// <summary>Nothing where neither QEMU nor firmware is installed: <see cref="GuestToolsRule"/> says that.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        var described = facts.Firmware.GuestImages.Where(image => image.IsUefiFor(Architecture, Machine)).ToImmutableArray();
        var installed = described.Where(image => image.IsInstalled).ToImmutableArray();
        if (facts.Virtualization.QemuPath is null || (described.IsEmpty && facts.Firmware.UndescribedImages.IsEmpty))
        {
            return [];
        }

        return installed.IsEmpty ? [Unusable(facts, described)] : [.. Sizes(installed), .. ForWindows(facts, installed)];
    }

    private static Finding Unusable(HostFacts facts, ImmutableArray<FirmwareImage> described) => described.IsEmpty
        ? GuestFirmwareUndescribed.Found(
            "UEFI for guests is there, but no descriptor tells libvirt of it: firmware='efi' finds none.",
            [new Evidence(HostRoots.Live.Usr("share/qemu/firmware"), "no descriptor for x86_64"), .. facts.Firmware.UndescribedImages.Select(path => new Evidence(path, "present"))],
            $"Install the package that brings the descriptors ({InstallLine(facts)}), or name the image by <loader> and <nvram> in the guest's XML.")
        : GuestFirmwareMissing.Found(
            "Descriptors of UEFI for guests are there, but not the files that they name.",
            [.. described.Select(image => new Evidence(image.ExecutablePath, $"absent; named by {image.DescriptorPath}"))],
            $"Install the firmware anew: {InstallLine(facts)}");

    private static IEnumerable<Finding> Sizes(ImmutableArray<FirmwareImage> installed)
    {
        var sized = installed.Where(image => image.FlashMib is Small or Large).ToList();
        ImmutableArray<Evidence> evidence = [.. sized.Select(image => new Evidence(image.ExecutablePath, $"{image.FlashMib} MiB")).Distinct()];
        if (sized.Exists(image => image.FlashMib == Small) && sized.Exists(image => image.FlashMib == Large))
        {
            yield return GuestFirmwareSizes.Found(
                "UEFI for guests comes in two sizes here: a guest's variable store fits only the size that it was made with.", evidence);
        }
        else if (sized.Count == installed.Length && sized.TrueForAll(image => image.FlashMib == Small))
        {
            yield return GuestFirmwareSmall.Found(
                "UEFI for guests is of the old size of 2 MiB only: guests that were made with 4 MiB do not start here, and Windows 11's keys need the larger store.", evidence);
        }
    }

    private static IEnumerable<Finding> ForWindows(HostFacts facts, ImmutableArray<FirmwareImage> installed)
    {
        var secure = installed.FirstOrDefault(image => image is { HasSecureBoot: true, HasEnrolledKeys: true });
        if (secure is null)
        {
            yield return GuestSecureBootMissing.Found(
                "No UEFI for guests comes with Secure Boot and enrolled keys, which Windows 11 asks for.",
                [.. installed.Select(image => new Evidence(image.DescriptorPath, image.HasSecureBoot ? "secure-boot without enrolled-keys" : "no secure-boot"))],
                $"For Windows 11, install or renew it: {InstallLine(facts)}");
        }

        if (!facts.Firmware.HasSwtpm)
        {
            yield return GuestTpmMissing.Found(
                "swtpm is not installed; Windows 11 asks for the TPM that it gives a guest.",
                [new Evidence(HostRoots.Live.Usr("bin/swtpm"), "absent")],
                $"For Windows 11: {GuestParts.InstallLine(facts.Distribution, GuestPart.Tpm)}");
        }

        if (secure is not null && facts.Firmware.HasSwtpm)
        {
            yield return GuestFirmwareForWindows.Found("Secure Boot with enrolled keys and a TPM for Windows 11 are there.", [new Evidence(secure.DescriptorPath, "secure-boot, enrolled-keys"), new Evidence(HostRoots.Live.Usr("bin/swtpm"), "present")]);
        }
    }

    private static string InstallLine(HostFacts facts) => GuestParts.InstallLine(facts.Distribution, GuestPart.Firmware);
}
