using System.Buffers.Binary;
using Passthrough.Host.Firmware;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Boot;

/// <summary>The EFI variables by which firmware and boot loader tell the system what they did (UEFI specification 3.3, https://systemd.io/BOOT_LOADER_INTERFACE/).</summary>
internal static class LoaderVariables
{
    private const string Vendor = "4a67b082-0a4c-41cf-b6c7-440b29bb8c4f";
    private const string Firmware = "8be4df61-93ca-11d2-aa0d-00e098032b8c";
    private const int AttributeBytes = 4;

    /// <summary>The value of a variable; null when it is absent.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="name">Such as <c>LoaderInfo</c>.</param>
    public static string? Text(MachineReader reader, string name) =>
        reader.ReadBytes(reader.Roots.Sys($"firmware/efi/efivars/{name}-{Vendor}")) is { } bytes ? EfiVariable.Text(bytes) : null;

    /// <summary>What the firmware itself started: the option that its <c>BootCurrent</c> names; null when it does not tell.</summary>
    /// <param name="reader">The machine.</param>
    public static EfiLoadOption? Started(MachineReader reader) =>
        reader.ReadBytes(reader.Roots.Sys($"firmware/efi/efivars/BootCurrent-{Firmware}")) is { Length: AttributeBytes + sizeof(ushort) } current
        && reader.ReadBytes(reader.Roots.Sys($"firmware/efi/efivars/Boot{BinaryPrimitives.ReadUInt16LittleEndian(current.AsSpan(AttributeBytes)):X4}-{Firmware}")) is { } option
            ? EfiLoadOption.Parse(option)
            : null;
}
