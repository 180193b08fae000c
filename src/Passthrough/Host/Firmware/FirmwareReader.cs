using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Firmware;

/// <summary>Reads <c>/sys/firmware/efi</c>, <c>/sys/class/dmi/id</c>, <c>/sys/class/tpm</c> and the firmware for guests.</summary>
public static class FirmwareReader
{
    private static readonly ImmutableArray<string> ImageFolders =
    [
        "share/OVMF", "share/ovmf", "share/ovmf/x64", "share/edk2/ovmf", "share/edk2/x64", "share/edk2-ovmf", "share/edk2-ovmf/x64", "share/edk2/OvmfX64", "share/qemu",
    ];

    /// <summary>How the machine was started, its names, and firmware for guests.</summary>
    /// <param name="reader">The machine.</param>
    public static FirmwareFacts Read(MachineReader reader)
    {
        var roots = reader.Roots;
        var images = FirmwareImages.Read(reader);
        return new FirmwareFacts(
            reader.Exists(roots.Sys("firmware")) ? reader.Exists(roots.Sys("firmware/efi")) : null,
            EfiVariables.FirmwareFlag(reader, "SecureBoot"),
            reader.ReadLine(roots.Sys("class/dmi/id/sys_vendor")),
            reader.ReadLine(roots.Sys("class/dmi/id/product_name")),
            reader.ReadLine(roots.Sys("class/dmi/id/board_name")))
        {
            SetupMode = EfiVariables.FirmwareFlag(reader, "SetupMode"),
            BoardVendor = reader.ReadLine(roots.Sys("class/dmi/id/board_vendor")),
            BiosVendor = reader.ReadLine(roots.Sys("class/dmi/id/bios_vendor")),
            BiosVersion = reader.ReadLine(roots.Sys("class/dmi/id/bios_version")),
            BiosDate = reader.ReadLine(roots.Sys("class/dmi/id/bios_date")),
            TpmVersion = int.TryParse(reader.ReadLine(roots.Sys("class/tpm/tpm0/tpm_version_major")), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null,
            HasSwtpm = reader.Exists(roots.Usr("bin/swtpm")) || reader.Exists(roots.Usr("local/bin/swtpm")),
            GuestImages = images,
            UndescribedImages = ReadUndescribed(reader, [.. images.Select(image => image.ExecutablePath)]),
        };
    }

    /// <summary>True for the names that distributions give the code of UEFI for x86-64.</summary>
    /// <param name="name">A file's name.</param>
    internal static bool IsCodeImage(string name) =>
        (name.StartsWith("OVMF_CODE", StringComparison.Ordinal) && (name.EndsWith(".fd", StringComparison.Ordinal) || name.EndsWith(".qcow2", StringComparison.Ordinal)))
        || (name.StartsWith("ovmf-x86_64", StringComparison.Ordinal) && name.EndsWith("-code.bin", StringComparison.Ordinal))
        || name is "edk2-x86_64-code.fd" or "edk2-x86_64-secure-code.fd";

    private static ImmutableArray<string> ReadUndescribed(MachineReader reader, ImmutableHashSet<string> described) =>
    [
        .. ImageFolders
            .Select(folder => reader.Roots.Usr(folder))
            .SelectMany(folder => (reader.List(folder) ?? []).Where(IsCodeImage).Select(name => reader.Roots.NameOf($"{folder}/{name}")))
            .Where(path => !described.Contains(path)),
    ];
}
