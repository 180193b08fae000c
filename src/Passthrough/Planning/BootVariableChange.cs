using System.Text.Json.Serialization;
using Passthrough.Host;
using Passthrough.Host.Boot.LoaderEntries;
using Passthrough.Host.Firmware;

namespace Passthrough.Planning;

/// <summary>Sets one of the EFI variables by which systemd-boot is told what to start (https://systemd.io/BOOT_LOADER_INTERFACE/), or the firmware itself (UEFI specification 3.1).</summary>
/// <param name="Id">See <see cref="Change"/>.</param>
/// <param name="Title">See <see cref="Change"/>.</param>
/// <param name="Reason">See <see cref="Change"/>.</param>
/// <param name="Name"><see cref="LoaderVariables.DefaultName"/> or <see cref="LoaderVariables.OneShotName"/>; <see cref="FirmwareVariables.OrderName"/> or <see cref="FirmwareVariables.NextName"/>.</param>
/// <param name="Value">The id of an entry; for the firmware the numbers of entries in hexadecimal digits, with commas between.</param>
public sealed record BootVariableChange(string Id, string Title, string Reason, string Name, string Value)
    : Change(Id, Title, Reason)
{
    /// <summary>True for a variable of the firmware's own.</summary>
    [JsonIgnore]
    public bool IsFirmware => Name is FirmwareVariables.OrderName or FirmwareVariables.NextName;

    /// <summary>The machine's own path of the variable.</summary>
    [JsonIgnore]
    public string Path => IsFirmware ? FirmwareVariables.PathOf(HostRoots.Live, Name) : EfiVariables.LoaderPath(HostRoots.Live, Name);

    /// <summary>The variable's whole file.</summary>
    internal byte[] Content() => IsFirmware ? FirmwareVariables.FileOf(FirmwareVariables.Parse(Value)) : EfiVariable.FileOf(Value);
}
