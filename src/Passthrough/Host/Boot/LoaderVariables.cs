using Passthrough.Host.Firmware;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Boot;

/// <summary>The EFI variables by which a boot loader tells the system what it did (https://systemd.io/BOOT_LOADER_INTERFACE/).</summary>
internal static class LoaderVariables
{
    private const string Vendor = "4a67b082-0a4c-41cf-b6c7-440b29bb8c4f";

    /// <summary>The value of a variable; null when it is absent.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="name">Such as <c>LoaderInfo</c>.</param>
    public static string? Text(MachineReader reader, string name) =>
        reader.ReadBytes(reader.Roots.Sys($"firmware/efi/efivars/{name}-{Vendor}")) is { } bytes ? EfiVariable.Text(bytes) : null;
}
