using System.Text.Json.Nodes;
using Passthrough.Guests.Firmware;

namespace Passthrough.Guests.KubeVirt;

/// <summary>What starts a guest, and its TPM.</summary>
internal static class FirmwareSection
{
    /// <summary><c>firmware</c>.</summary>
    public static JsonObject Of(GuestSpec guest) => Tree.Map(
        ("uuid", guest.Uuid.ToString()),
        ("bootloader", guest.Firmware.Kind == GuestFirmwareKind.Uefi
            ? Tree.Map(("efi", Tree.Map(("secureBoot", HasSecureBoot(guest)), ("persistent", true))))
            : Tree.Map(("bios", new JsonObject()))));

    /// <summary><c>tpm</c>; null for none.</summary>
    public static JsonObject? Tpm(GuestSpec guest) => guest.Tpm is null ? null : Tree.Map(("persistent", true));

    /// <summary>True when the firmware checks signatures, for which KubeVirt asks for system management mode.</summary>
    public static bool HasSecureBoot(GuestSpec guest) => guest.Firmware is { IsSecure: true, HasKeys: true };

    /// <summary>What cannot be said.</summary>
    public static IEnumerable<NotKept> NotKept(GuestSpec guest)
    {
        var firmware = guest.Firmware;
        if (firmware.IsSecure != firmware.HasKeys)
        {
            yield return new NotKept(
                firmware.IsSecure ? "firmware.keys" : "firmware.secure-boot",
                "KubeVirt has firmware with Secure Boot and Microsoft's keys, and firmware with neither: the guest gets the latter, so nothing checks signatures");
        }

        if (firmware.Kind == GuestFirmwareKind.Uefi)
        {
            yield return new NotKept(
                "firmware.code",
                $"KubeVirt brings its own OVMF in place of {firmware.CodePath} and {firmware.VariablesTemplatePath} ({EnumWord.Of(firmware.Format)}): the variables begin empty, boot entries among them");
        }

        if (guest.Tpm is { } tpm)
        {
            yield return new NotKept(
                "tpm",
                (tpm == TpmModel.Tis ? "KubeVirt's TPM that keeps its state is crb, not tis. " : "") + "The state is not taken along: have BitLocker's recovery key at hand");
        }
    }
}
