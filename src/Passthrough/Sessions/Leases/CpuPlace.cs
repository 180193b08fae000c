using System.Globalization;
using Passthrough.Host;
using Passthrough.Host.Cpu;
using Passthrough.Host.Reading;

namespace Passthrough.Sessions.Leases;

/// <summary>Something of the host that runs on a set of CPUs.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The unit's name, or the machine's own path of the file.</param>
/// <param name="Before">The CPUs before, as written there; empty for a unit without a limit.</param>
public sealed record CpuPlace(CpuPlaceKind Kind, string Name, string Before)
{
    /// <summary>The text of the unit's runtime drop-in before (<see cref="DropInPath"/>); null when there was none, and for other kinds.</summary>
    public string? DropIn { get; init; }

    /// <summary>The work queues' file.</summary>
    internal const string WorkQueueMask = "/sys/devices/virtual/workqueue/cpumask";

    /// <summary>The file of an interrupt.</summary>
    /// <param name="number">Its number.</param>
    internal static string InterruptPath(string number) => $"/proc/irq/{number}/smp_affinity_list";

    /// <summary>The drop-in of a unit that <c>systemctl set-property --runtime</c> writes: beside the unit for one that systemd makes itself, as every scope is (systemd.unit(5), "UNIT FILE LOAD PATH").</summary>
    internal static string DropInPath(string unit) => $"/run/systemd/{(unit.EndsWith(".scope", StringComparison.Ordinal) ? "transient" : "system.control")}/{unit}.d/50-AllowedCPUs.conf";

    /// <summary>The CPUs of a text as they are written at such a place; null when it is empty, which means all.</summary>
    /// <param name="text">The text.</param>
    public CpuSet? Parse(string? text) => text is not { Length: > 0 }
        ? null
        : Kind == CpuPlaceKind.WorkQueues ? CpuSet.FromMask(text) : CpuSet.FromList(text.Replace(' ', ','));

    /// <summary>CPUs as they are written at such a place.</summary>
    public string Text(CpuSet cpus) => Kind == CpuPlaceKind.WorkQueues ? cpus.ToMask() : cpus.ToString();

    /// <summary>The CPUs left to it while guests have some.</summary>
    /// <param name="all">The machine's CPUs.</param>
    /// <param name="guests">Those of all guests.</param>
    public CpuSet During(CpuSet all, CpuSet guests)
    {
        var left = (Parse(Before) ?? all).Except(guests);
        return left.IsEmpty ? all.Except(guests) : left;
    }

    /// <summary>What is written there now; null when it is not there any more. Not for units, which systemd has to be asked about.</summary>
    internal string? Read(HostRoots roots) => new MachineReader(roots).ReadLine(roots.Locate(Name));

    /// <summary>The number of an interrupt, for a person.</summary>
    public override string ToString() => Kind switch
    {
        CpuPlaceKind.Interrupt => string.Create(CultureInfo.InvariantCulture, $"interrupt {Name.Split('/')[^2]}"),
        CpuPlaceKind.WorkQueues => "work queues",
        _ => Name,
    };
}
