using System.Collections.Immutable;
using System.Text;
using Passthrough.Changes.Files;
using Passthrough.Guests.Qemu;
using Passthrough.Host;
using Passthrough.Processes;
using Passthrough.Sessions.Input.Proxy;

namespace Passthrough.Sessions.Leases;

/// <summary>
/// Keyboards and mice that a guest gets by stand-ins, so that they may be unplugged: a service of systemd has the devices for itself and makes a device for each that stays as long as the guest runs
/// (<see cref="InputProxy"/>). systemd keeps these too: killed, the service goes on with them, and the guest's QEMU does not notice.
/// </summary>
/// <param name="Guest">The guest's name.</param>
/// <param name="Program">This program's file.</param>
/// <param name="Devices">The machine's own paths of the devices.</param>
public sealed record InputProxyLease(string Guest, string Program, ImmutableArray<string> Devices) : Lease
{
    private const string Module = "uinput";
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <inheritdoc/>
    public override string Words => $"{Unit} keeps {string.Join(", ", Devices.Select(Path.GetFileName))} there for the guest while it is unplugged";

    /// <summary>The unit's name.</summary>
    internal string Unit => $"passthrough-input-{Guest}.service";

    /// <summary>The unit's text.</summary>
    internal string Text => UnitText.Of(
        ("Unit", [$"Description=Keyboards and mice of guest {Guest}, also while they are unplugged", UnitText.Collected]),
        ("Service",
        [
            // Ready when the program says so: by then QEMU can open the devices.
            "Type=notify",
            "ExecStart=" + UnitText.Command(Program, ["input", "proxy", Guest, .. Devices]),
            // Killed, it goes on, with the devices that systemd keeps for it. One that cannot go on says so and ends: the host has its keyboard back then.
            "Restart=on-abnormal",
            $"FileDescriptorStoreMax={Devices.Length}",
            "SuccessExitStatus=130",
            "TimeoutStartSec=90",
            "TimeoutStopSec=10",
            // Every key of the machine goes through it, be the machine as busy as it may.
            "Nice=-10",
            "NoNewPrivileges=yes",
        ]));

    private string RuleName => $"70-passthrough-input-{Guest}.rules";

    /// <inheritdoc/>
    internal override async Task TakeAsync(HostRoots roots, IReadOnlyList<Lease> others, CancellationToken cancellation)
    {
        // systemd makes the node at boot for the module to be loaded with its first use; where it does not, the module makes it.
        if (!Path.Exists(roots.Dev(Module)))
        {
            (await ToolRunner.RunAsync(new ToolCommand("modprobe", ["--", Module]), cancellation: cancellation)).OrThrow("the kernel needs the module uinput for 'input.persistent'");
        }

        foreach (var device in Devices)
        {
            DeviceProxy.Require(roots, device);
        }

        Directory.CreateDirectory(RuleFolder(roots));
        DurableFile.Write(RulePath(roots), Encoding.UTF8.GetBytes(ProxyRule.Text(Guest, Devices)), Readable);
        (await ReloadRulesAsync(cancellation)).OrThrow("journalctl -u systemd-udevd");
        await UnitStore.WriteAsync(roots, [new GuestUnit(Unit, Text)], cancellation);
        await UnitStore.RunAsync("start", Unit, null, cancellation);
    }

    /// <inheritdoc/>
    internal override async Task<string?> ReturnAsync(HostRoots roots, IReadOnlyList<Lease> others)
    {
        await ToolRunner.RunAsync(new ToolCommand("systemctl", ["stop", "--", Unit]));
        DurableFile.Remove(Path.Combine(UnitStore.Folder(roots), Unit));
        DurableFile.Remove(RulePath(roots));
        await ReloadRulesAsync(CancellationToken.None);
        return null;
    }

    private static Task<ToolResult> ReloadRulesAsync(CancellationToken cancellation) => ToolRunner.RunAsync(new ToolCommand("udevadm", ["control", "--reload"]), cancellation: cancellation);

    private static string RuleFolder(HostRoots roots) => roots.Run("udev/rules.d");

    private string RulePath(HostRoots roots) => Path.Combine(RuleFolder(roots), RuleName);
}
