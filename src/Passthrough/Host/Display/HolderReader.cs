using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Display;

/// <summary>Looks into <c>/proc/PID/fd</c> and <c>/proc/PID/maps</c> of every process for device nodes.</summary>
internal static class HolderReader
{
    // The kernel's PF_KTHREAD (include/linux/sched.h): such a thread has no files of its own.
    private const uint KernelThreadFlag = 0x00200000;

    /// <summary>The processes that have one of the nodes open or mapped.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="nodes">The machine's own paths of device nodes.</param>
    public static HolderScan Read(MachineReader reader, ImmutableHashSet<string> nodes)
    {
        if (reader.List(reader.Roots.Proc()) is not { } entries)
        {
            return new HolderScan([], 0, IsComplete: false);
        }

        var processes = entries
            .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0)
            .Order()
            .ToList();
        var holders = ImmutableArray.CreateBuilder<DeviceHolder>();
        var devices = reader.Roots.NameOf(reader.Roots.Dev()) + "/";
        var notSeen = 0;
        foreach (var process in processes)
        {
            var folder = reader.Roots.Proc(process.ToString(CultureInfo.InvariantCulture));
            var files = reader.ListIfAllowed($"{folder}/fd", out var isDenied);
            if (isDenied && !IsWithoutFiles(ProcessStat.Read(reader, process)))
            {
                notSeen++;
            }

            holders.AddRange(HoldersOf(reader, folder, process, files, nodes, devices));
        }

        return new HolderScan(holders.ToImmutable(), notSeen, IsComplete: processes.Count > 0);
    }

    private static IEnumerable<DeviceHolder> HoldersOf(
        MachineReader reader, string folder, int process, ImmutableArray<string>? files, ImmutableHashSet<string> nodes, string devices)
    {
        var open = (files ?? []).Select(file => reader.ReadLink($"{folder}/fd/{file}")).OfType<string>().Where(nodes.Contains).ToHashSet(StringComparer.Ordinal);

        // A process that waits in the kernel may hold the lock that its maps are read under, for ever when a driver hangs: looking would hang too.
        var maps = files is null || ProcessStat.Read(reader, process) is { State: "D" } ? null : reader.ReadBytesIfAllowed($"{folder}/maps");
        var mapped = maps is null ? [] : MappedDevices.Find(maps, devices, nodes);
        var held = open.Union(mapped, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (held.Count == 0)
        {
            return [];
        }

        var command = reader.ReadLine($"{folder}/comm") ?? "";
        var isOfUser = false;
        var unit = reader.ReadText($"{folder}/cgroup") is { } groups ? ProcessUnit.Parse(groups, out isOfUser) : null;
        return held.Select(node => new DeviceHolder(process, command, node) { IsOnlyMapped = !open.Contains(node), Unit = unit, IsUserUnit = isOfUser });
    }

    // A kernel thread, and a process that is gone or has ended.
    private static bool IsWithoutFiles(ProcessStat? stat) => stat is null or { HasEnded: true } or { Flags: null } || (stat.Flags & KernelThreadFlag) != 0;
}
