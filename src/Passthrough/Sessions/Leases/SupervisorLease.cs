using Passthrough.Changes.Files;
using Passthrough.Guests.Qemu;
using Passthrough.Host;
using Passthrough.Host.Reading;
using Passthrough.Processes;

namespace Passthrough.Sessions.Leases;

/// <summary>
/// A service of systemd that watches the guest's process, so that the host gets everything back however the guest ends, and that keeps the machine awake meanwhile: a machine that sleeps while a guest
/// has a card does not wake up (systemd-inhibit(1)).
/// </summary>
/// <param name="Guest">The guest's name.</param>
/// <param name="Program">This program's file.</param>
/// <param name="KeepsAwake">True when logind is told not to let the machine sleep.</param>
public sealed record SupervisorLease(string Guest, string Program, bool KeepsAwake) : Lease
{
    /// <inheritdoc/>
    public override string Words => KeepsAwake ? $"{Unit} watches the guest and keeps the machine awake" : $"{Unit} watches the guest";

    /// <summary>The unit's name.</summary>
    internal string Unit => UnitOf(Guest);

    /// <summary>The unit of a guest.</summary>
    internal static string UnitOf(string guest) => $"passthrough-session-{guest}.service";

    /// <summary>The unit's text.</summary>
    internal string Text => UnitText.Of(
        ("Unit", [$"Description=Gives back to the host what guest {Guest} has", UnitText.Collected]),
        ("Service",
        [
            // Ready when the program says so: by then logind knows.
            "Type=notify",
            "NotifyAccess=all",
            "ExecStart=" + (KeepsAwake
                ? UnitText.Command("systemd-inhibit", "--what=sleep", "--mode=block", "--who=passthrough", $"--why=guest {Guest} runs", Program, "session", "supervise", Guest)
                : UnitText.Command(Program, "session", "supervise", Guest)),
            // Killed, it goes on; told to end, it does, as a program does that heard SIGTERM.
            "Restart=on-abnormal",
            "SuccessExitStatus=130",
        ]));

    /// <inheritdoc/>
    internal override async Task TakeAsync(HostRoots roots, IReadOnlyList<Lease> others, CancellationToken cancellation)
    {
        await UnitStore.WriteAsync(roots, [new GuestUnit(Unit, Text)], cancellation);
        await UnitStore.RunAsync("start", Unit, null, cancellation);
    }

    /// <inheritdoc/>
    internal override async Task<string?> ReturnAsync(HostRoots roots, IReadOnlyList<Lease> others)
    {
        // The service itself may be the one that gives back: it cannot wait for its own end.
        var isOwn = (new MachineReader(roots).ReadText(roots.Proc("self/cgroup")) ?? "").Contains(Unit, StringComparison.Ordinal);
        await ToolRunner.RunAsync(new ToolCommand("systemctl", ["stop", .. isOwn ? (string[])["--no-block"] : [], "--", Unit]));
        DurableFile.Remove(PathOf(roots));
        return null;
    }

    private string PathOf(HostRoots roots) => Path.Combine(UnitStore.Folder(roots), Unit);
}
