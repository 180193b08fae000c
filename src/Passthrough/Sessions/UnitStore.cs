using System.Collections.Immutable;
using System.Text;
using Passthrough.Changes.Files;
using Passthrough.Guests.Qemu;
using Passthrough.Host;
using Passthrough.Host.Reading;
using Passthrough.Processes;

namespace Passthrough.Sessions;

/// <summary>The units of guests and of their sessions, in <c>/run/systemd/system</c>: they are gone after a reboot, as the guests are.</summary>
internal static class UnitStore
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>True on a machine that systemd runs.</summary>
    public static bool HasSystemd(HostRoots roots) => roots.IsLive && Directory.Exists(Folder(roots));

    /// <summary>
    /// Writes units, for all to read as systemd wants it, and sees to it that systemd has them as they are now. What it has not loaded it reads when it is to start it; as all of them are <see cref="UnitText.Collected"/>, it has loaded
    /// none of which there is neither a file nor a process, and is asked about the others only. When it has one from a former file, all units are read again, which takes as long as a guest takes to start where there are many.
    /// </summary>
    /// <param name="roots">The machine.</param>
    /// <param name="units">The units.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public static async Task WriteAsync(HostRoots roots, ImmutableArray<GuestUnit> units, CancellationToken cancellation)
    {
        var reader = new MachineReader(roots);
        var areNew = units.All(unit => !File.Exists(Path.Combine(Folder(roots), unit.Name)) && !HasProcesses(reader, unit.Name));
        foreach (var unit in units)
        {
            DurableFile.Write(Path.Combine(Folder(roots), unit.Name), Encoding.UTF8.GetBytes(unit.Text), Readable);
        }

        if (areNew)
        {
            return;
        }

        var shown = await ToolRunner.RunAsync(new ToolCommand("systemctl", ["show", "--property=LoadState,NeedDaemonReload", "--", .. units.Select(unit => unit.Name)]), cancellation: cancellation);
        if (!AreRead(shown.Output, units.Length))
        {
            await ReloadAsync(cancellation);
        }
    }

    /// <summary>True when a unit has processes: systemd keeps its cgroup for as long (<c>/sys/fs/cgroup/SLICE/UNIT</c>, below <c>systemd</c> with cgroups of version 1). False also for one in another slice than services and guests usually are in.</summary>
    /// <param name="reader">Reads the machine.</param>
    /// <param name="unit">The unit.</param>
    public static bool HasProcesses(MachineReader reader, string unit) =>
        (from hierarchy in (string[])["fs/cgroup", "fs/cgroup/systemd"]
         from slice in (string[])["system.slice", "machine.slice"]
         select reader.Roots.Sys($"{hierarchy}/{slice}/{unit}")).Any(reader.Exists);

    /// <summary>True when systemd has all of some units as their files are.</summary>
    /// <param name="shown">What <c>systemctl show</c> says of <c>LoadState</c> and <c>NeedDaemonReload</c> of each.</param>
    /// <param name="count">How many they are.</param>
    internal static bool AreRead(string shown, int count)
    {
        string[] lines = shown.Split('\n');
        return lines.Count(line => line is "LoadState=loaded") == count && lines.Count(line => line is "NeedDaemonReload=no") == count;
    }

    /// <summary>Removes the units of a guest that does not run.</summary>
    public static void Remove(HostRoots roots, string guest)
    {
        foreach (var path in HasSystemd(roots) ? Directory.GetFiles(Folder(roots)).Where(path => GuestUnits.IsOf(Path.GetFileName(path), guest)) : [])
        {
            DurableFile.Remove(path);
        }
    }

    /// <summary>Lets systemd read its files again.</summary>
    public static async Task ReloadAsync(CancellationToken cancellation) =>
        (await ToolRunner.RunAsync(new ToolCommand("systemctl", ["daemon-reload"]), cancellation: cancellation)).OrThrow();

    /// <summary>Has systemd start or stop a unit, and waits until it has.</summary>
    /// <param name="verb"><c>start</c> or <c>stop</c>.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="limit">How long it may take; null for what tools usually may.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="Failures.ToolFailedException">It did not.</exception>
    public static async Task RunAsync(string verb, string unit, TimeSpan? limit, CancellationToken cancellation)
    {
        var command = new ToolCommand("systemctl", [verb, "--", unit]);
        (await ToolRunner.RunAsync(limit is { } time ? command with { TimeLimit = time } : command, cancellation: cancellation)).OrThrow($"journalctl -u {unit}");
    }

    /// <summary>Where systemd reads units that are gone after a reboot.</summary>
    internal static string Folder(HostRoots roots) => roots.Run("systemd/system");
}
