using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Display;

/// <summary>Looks into <c>/proc/PID/fd</c> and <c>/proc/PID/maps</c> of every process for device nodes.</summary>
internal static class HolderReader
{
    // The kernel's PF_KTHREAD (include/linux/sched.h): such a thread has no files of its own.
    private const uint KernelThreadFlag = 0x00200000;
    private const int State = 0;

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
            if (isDenied && !IsWithoutFiles(reader.ReadText($"{folder}/stat")))
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
        var maps = files is null || IsWaitingInKernel(reader.ReadText($"{folder}/stat")) ? null : reader.ReadBytesIfAllowed($"{folder}/maps");
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

    /// <summary>True for a kernel thread and for a process that has ended; see proc_pid_stat(5).</summary>
    /// <param name="stat"><c>/proc/PID/stat</c>; null when the process is gone.</param>
    internal static bool IsWithoutFiles(string? stat)
    {
        var fields = Fields(stat);
        const int Flags = 6;
        return fields.Length <= Flags
            || fields[State] is "Z" or "X"
            || (uint.TryParse(fields[Flags], NumberStyles.None, CultureInfo.InvariantCulture, out var flags) && (flags & KernelThreadFlag) != 0);
    }

    /// <summary>True for a process in uninterruptible sleep (state D).</summary>
    /// <param name="stat"><c>/proc/PID/stat</c>; null when the process is gone.</param>
    internal static bool IsWaitingInKernel(string? stat) => Fields(stat) is ["D", ..];

    // From the state on: the name in parentheses before it may itself hold blanks and parentheses.
    private static string[] Fields(string? stat) => stat is null ? [] : stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
