using Passthrough.Host.Reading;

namespace Passthrough.Host.Firmware;

/// <summary>Reads EFI variables (<c>/sys/firmware/efi/efivars/NAME-VENDOR</c>).</summary>
internal static class EfiVariables
{
    // https://systemd.io/BOOT_LOADER_INTERFACE/
    private const string Loader = "4a67b082-0a4c-41cf-b6c7-440b29bb8c4f";

    /// <summary>A yes or no of the firmware's; null when it is absent.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="name">Such as <c>SecureBoot</c>.</param>
    public static bool? FirmwareFlag(MachineReader reader, string name) => Read(reader, name, FirmwareVariables.Vendor) is { } bytes ? EfiVariable.Flag(bytes) : null;

    /// <summary>A text by which a boot loader tells the system what it did; null when it is absent.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="name">Such as <c>LoaderInfo</c>.</param>
    public static string? LoaderText(MachineReader reader, string name) => Read(reader, name, Loader) is { } bytes ? EfiVariable.Text(bytes) : null;

    /// <summary>What a boot loader can do, as bits; null when it does not tell.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="name">Such as <c>LoaderFeatures</c>.</param>
    public static ulong? LoaderBits(MachineReader reader, string name) => Read(reader, name, Loader) is { } bytes ? EfiVariable.Bits(bytes) : null;

    /// <summary>Where a variable is by which system and boot loader speak to each other.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="name">Such as <c>LoaderEntryDefault</c>.</param>
    public static string LoaderPath(HostRoots roots, string name) => PathOf(roots, name, Loader);

    private static byte[]? Read(MachineReader reader, string name, string vendor) => reader.ReadBytes(PathOf(reader.Roots, name, vendor));

    private static string PathOf(HostRoots roots, string name, string vendor) => $"{FirmwareVariables.Folder(roots)}/{name}-{vendor}";
}
