using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Display;

/// <summary>Looks into <c>/proc/PID/fd</c> of every process for open device nodes.</summary>
internal static class HolderReader
{
    // The kernel's PF_KTHREAD (include/linux/sched.h): such a thread has no files of its own.
    private const uint KernelThreadFlag = 0x00200000;

    /// <summary>The processes that have one of the nodes open.</summary>
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
        var notSeen = 0;
        foreach (var process in processes)
        {
            var folder = reader.Roots.Proc(process.ToString(CultureInfo.InvariantCulture));
            var files = reader.ListIfAllowed($"{folder}/fd", out var isDenied);
            if (isDenied && !IsWithoutFiles(reader.ReadText($"{folder}/stat")))
            {
                notSeen++;
            }

            var held = (files ?? []).Select(file => reader.ReadLink($"{folder}/fd/{file}")).OfType<string>().Where(nodes.Contains).Distinct(StringComparer.Ordinal);
            foreach (var node in held.Order(StringComparer.Ordinal))
            {
                holders.Add(new DeviceHolder(process, reader.ReadLine($"{folder}/comm") ?? "", node));
            }
        }

        return new HolderScan(holders.ToImmutable(), notSeen, IsComplete: processes.Count > 0);
    }

    /// <summary>True for a kernel thread and for a process that has ended; see proc_pid_stat(5).</summary>
    /// <param name="stat"><c>/proc/PID/stat</c>; null when the process is gone.</param>
    internal static bool IsWithoutFiles(string? stat)
    {
        // The name in parentheses may itself hold blanks and parentheses.
        var fields = stat is null ? [] : stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        const int State = 0;
        const int Flags = 6;
        return fields.Length <= Flags
            || fields[State] is "Z" or "X"
            || (uint.TryParse(fields[Flags], NumberStyles.None, CultureInfo.InvariantCulture, out var flags) && (flags & KernelThreadFlag) != 0);
    }
}
