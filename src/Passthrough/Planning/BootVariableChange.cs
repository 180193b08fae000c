using System.Text.Json.Serialization;
using Passthrough.Host;
using Passthrough.Host.Boot.LoaderEntries;
using Passthrough.Host.Firmware;

namespace Passthrough.Planning;

/// <summary>Sets one of the EFI variables by which systemd-boot is told what to start (https://systemd.io/BOOT_LOADER_INTERFACE/).</summary>
/// <param name="Id">See <see cref="Change"/>.</param>
/// <param name="Title">See <see cref="Change"/>.</param>
/// <param name="Reason">See <see cref="Change"/>.</param>
/// <param name="Name"><see cref="LoaderVariables.DefaultName"/> or <see cref="LoaderVariables.OneShotName"/>.</param>
/// <param name="Value">The id of an entry.</param>
public sealed record BootVariableChange(string Id, string Title, string Reason, string Name, string Value)
    : Change(Id, Title, Reason)
{
    /// <summary>The machine's own path of the variable.</summary>
    [JsonIgnore]
    public string Path => EfiVariables.LoaderPath(HostRoots.Live, Name);
}
