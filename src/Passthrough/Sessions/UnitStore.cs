using Passthrough.Changes.Files;
using Passthrough.Guests.Qemu;
using Passthrough.Host;
using Passthrough.Processes;

namespace Passthrough.Sessions;

/// <summary>The units of guests of plain QEMU, in <c>/run/systemd/system</c>: they are gone after a reboot, as the guests are.</summary>
internal static class UnitStore
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>True on a machine that systemd runs.</summary>
    public static bool HasSystemd(HostRoots roots) => roots.IsLive && Directory.Exists(Folder(roots));

    /// <summary>Writes the units of a guest and lets systemd read them.</summary>
    public static async Task WriteAsync(HostRoots roots, IEnumerable<GuestUnit> units, CancellationToken cancellation)
    {
        foreach (var unit in units)
        {
            Write(roots, unit.Name, unit.Text);
        }

        await ReloadAsync(cancellation);
    }

    /// <summary>Removes the units of a guest that does not run.</summary>
    public static void Remove(HostRoots roots, string guest)
    {
        foreach (var path in HasSystemd(roots) ? Directory.GetFiles(Folder(roots)).Where(path => GuestUnits.IsOf(Path.GetFileName(path), guest)) : [])
        {
            DurableFile.Remove(path);
        }
    }

    /// <summary>Writes one unit, for all to read as systemd wants it; systemd does not know of it yet.</summary>
    public static void Write(HostRoots roots, string name, string text) => DurableFile.Write(Path.Combine(Folder(roots), name), System.Text.Encoding.UTF8.GetBytes(text), Readable);

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
