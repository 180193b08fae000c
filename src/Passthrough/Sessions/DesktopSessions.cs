using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Display;
using Passthrough.Host.Reading;
using Passthrough.Processes;

namespace Passthrough.Sessions;

/// <summary>What ends with the display manager: the desktops on this machine's screens.</summary>
/// <param name="DisplayManager">The unit behind the alias <c>display-manager.service</c>, when it runs; null when it does not, so that nothing ends.</param>
/// <param name="Sessions">The desktops.</param>
internal sealed record DesktopSessions(string? DisplayManager, ImmutableArray<DesktopSession> Sessions)
{
    private const string Alias = "display-manager.service";

    /// <summary>A machine without any.</summary>
    public static DesktopSessions None { get; } = new(null, []);

    /// <summary>Where logind keeps its sessions.</summary>
    public static string Folder(HostRoots roots) => roots.Run("systemd/sessions");

    /// <summary>Reads them.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ToolFailedException">systemd does not answer.</exception>
    public static async Task<DesktopSessions> ReadAsync(HostRoots roots, CancellationToken cancellation)
    {
        var reader = new MachineReader(roots);
        return new DesktopSessions(UnitStore.HasSystemd(roots) ? await ManagerAsync(cancellation) : null, ReadSessions(reader));
    }

    /// <summary>The desktops on this machine's screens, ordered by name.</summary>
    public static ImmutableArray<DesktopSession> ReadSessions(MachineReader reader) =>
    [
        .. (reader.List(Folder(reader.Roots)) ?? [])
            .Select(id => reader.ReadText($"{Folder(reader.Roots)}/{id}") is { } text ? DesktopSession.Parse(id, text) : null)
            .OfType<DesktopSession>(),
    ];

    /// <summary>True for a holder that is a part of them, or that holds devices for them: it is looked at again when they have ended.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="holder">The holder.</param>
    public bool EndsWithThem(MachineReader reader, DeviceHolder holder) =>
        DisplayManager is { } manager
        && (holder.Role is HolderRole.SeatManager or HolderRole.BootSplash || UnitsOf(reader, holder.ProcessId).Any(unit => string.Equals(unit, manager, StringComparison.Ordinal) || Sessions.Any(session => session.Has(unit))));

    /// <summary>The desktop that a process was started from; null when it was not started from one.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="process">The process.</param>
    public DesktopSession? Around(MachineReader reader, int process)
    {
        for (int? id = process; id > 1; id = ProcessStat.Read(reader, id.Value)?.Parent)
        {
            if (UnitsOf(reader, id.Value).Select(unit => Sessions.FirstOrDefault(session => session.Has(unit))).OfType<DesktopSession>().FirstOrDefault() is { } session)
            {
                return session;
            }
        }

        return null;
    }

    /// <summary>Passes when the end of the desktops does not end this process.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="process">This process.</param>
    /// <param name="guest">The guest that takes the screen.</param>
    /// <exception cref="RefusedException">It would be ended with the desktop that it was started from.</exception>
    public void RequireOutside(MachineReader reader, int process, string guest)
    {
        if (DisplayManager is not null && Around(reader, process) is { } session)
        {
            throw new RefusedException(
                $"'{guest}' takes this machine's screen, and this command runs in the desktop on it (session {session.Id}), which would end with all its programs",
                guest,
                $"start it over SSH, from a text console (Ctrl+Alt+F3), or from the desktop by a service that outlives it: sudo systemd-run --collect passthrough guest start {guest}");
        }
    }

    private static async Task<string?> ManagerAsync(CancellationToken cancellation)
    {
        var shown = (await ToolRunner.RunAsync(new ToolCommand("systemctl", ["show", "--property=Id,ActiveState", "--", Alias]), cancellation: cancellation)).OrThrow().Output;
        var values = shown.Split('\n').Select(line => line.Split('=', 2)).Where(parts => parts.Length == 2).ToDictionary(parts => parts[0], parts => parts[1].Trim(), StringComparer.Ordinal);
        return values.GetValueOrDefault("ActiveState") is "active" or "activating" or "reloading" ? values.GetValueOrDefault("Id") : null;
    }

    // All units around a process, from the outermost to its own.
    private static string[] UnitsOf(MachineReader reader, int process) =>
        (reader.ReadText(reader.Roots.Proc($"{process.ToString(CultureInfo.InvariantCulture)}/cgroup")) ?? "").Split(['/', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
