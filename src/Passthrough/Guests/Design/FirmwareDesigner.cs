using Passthrough.Guests.Firmware;

namespace Passthrough.Guests.Design;

/// <summary>Chooses firmware and TPM.</summary>
internal static class FirmwareDesigner
{
    private const string Architecture = "x86_64";

    /// <summary>The firmware.</summary>
    public static GuestFirmware Design(DesignScope scope, GuestOs os, GuestMachine machine)
    {
        var wanted = scope.Wanted.Firmware;
        var kind = scope.Word("firmware.kind", wanted.Kind, GuestFirmwareKind.Uefi, "graphics cards since 2012 start with UEFI, and Windows 11 needs it");
        if (kind == GuestFirmwareKind.Bios)
        {
            return os == GuestOs.Windows11 ? throw scope.Bad("firmware.kind", "Windows 11 does not start from a BIOS", "leave 'firmware' away, or say 'os: windows'") : GuestFirmware.Bios;
        }

        var isWindows11 = os == GuestOs.Windows11;
        var isSecure = scope.Flag("firmware.secure-boot", wanted.SecureBoot, isWindows11, isWindows11 ? "Windows 11's setup asks for it" : "an unsigned driver or loader starts too");
        var hasKeys = isSecure && scope.Flag("firmware.keys", wanted.HasKeys, chosen: true, "Microsoft's keys are there from the first start, so Secure Boot is on");
        return wanted is { CodePath: { } code, VariablesTemplatePath: { } variables }
            ? Given(scope, code, variables, isSecure, hasKeys)
            : Chosen(scope, machine, isSecure, hasKeys);
    }

    /// <summary>The TPM's interface; null for none.</summary>
    public static TpmModel? DesignTpm(DesignScope scope, GuestOs os)
    {
        var isWindows11 = os == GuestOs.Windows11;
        if (scope.Wanted.HasTpm ?? isWindows11)
        {
            return scope.Word("tpm", scope.Wanted.Tpm, TpmModel.Crb, isWindows11 ? "Windows 11's setup asks for TPM 2.0; this is its own interface" : "TPM 2.0's own interface");
        }

        scope.Flag("tpm", scope.Wanted.HasTpm, chosen: false, "nothing asks for one");
        return null;
    }

    private static GuestFirmware Given(DesignScope scope, string code, string variables, bool isSecure, bool hasKeys)
    {
        scope.Note("firmware.code", code, "", isGiven: true);
        scope.Note("firmware.variables", variables, "", isGiven: true);
        return new GuestFirmware(GuestFirmwareKind.Uefi, code, variables)
        {
            Format = code.EndsWith(".qcow2", StringComparison.Ordinal) ? FirmwareFormat.Qcow2 : FirmwareFormat.Raw,
            IsSecure = isSecure,
            HasKeys = hasKeys,
        };
    }

    private static GuestFirmware Chosen(DesignScope scope, GuestMachine machine, bool isSecure, bool hasKeys)
    {
        var image = GuestFirmwares.Choose(scope.Host.Firmware.GuestImages, Architecture, EnumWord.Of(machine), isSecure, hasKeys)
            ?? throw scope.Refused(
                "firmware",
                $"no UEFI firmware for guests{(isSecure ? " with Secure Boot" + (hasKeys ? " and Microsoft's keys" : "") : "")} is installed",
                "install the package 'ovmf' (Debian, Ubuntu) or 'edk2-ovmf' (Fedora, Arch), or say 'firmware: bios'");
        scope.Note("firmware.code", image.ExecutablePath, $"the first that fits, from {image.DescriptorPath}");
        scope.Note("firmware.variables", image.TemplatePath!, "goes with the code; the guest gets a copy of its own");
        return new GuestFirmware(GuestFirmwareKind.Uefi, image.ExecutablePath, image.TemplatePath)
        {
            Format = image.ExecutableFormat is "qcow2" ? FirmwareFormat.Qcow2 : FirmwareFormat.Raw,
            IsSecure = isSecure,
            HasKeys = hasKeys,
        };
    }
}
