using Passthrough.Host.Reading;

namespace Passthrough.Host.Firmware;

/// <summary>Reads <c>/sys/firmware/efi</c> and <c>/sys/class/dmi/id</c>.</summary>
public static class FirmwareReader
{
    private const string SecureBootVariable = "firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";

    /// <summary>How the machine was started, and its names.</summary>
    /// <param name="reader">The machine.</param>
    public static FirmwareFacts Read(MachineReader reader)
    {
        var roots = reader.Roots;
        return new FirmwareFacts(
            reader.Exists(roots.Sys("firmware")) ? reader.Exists(roots.Sys("firmware/efi")) : null,
            reader.ReadBytes(roots.Sys(SecureBootVariable)) is { } bytes ? EfiVariable.Flag(bytes) : null,
            reader.ReadLine(roots.Sys("class/dmi/id/sys_vendor")),
            reader.ReadLine(roots.Sys("class/dmi/id/product_name")),
            reader.ReadLine(roots.Sys("class/dmi/id/board_name")));
    }
}
