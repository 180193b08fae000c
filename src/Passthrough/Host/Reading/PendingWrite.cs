using System.Collections.Immutable;
using System.Globalization;

namespace Passthrough.Host.Reading;

/// <summary>
/// A process of this program that writes to a file of sysfs and has not come back from the kernel, such as one that takes a driver away which waits for its last user. The kernel holds the device's lock for as long
/// (<c>device_lock</c> in drivers/base), and whoever reads <c>driver_override</c>, or <c>uevent</c> of some kernels, waits for that too and cannot be ended: so it is written down in <c>/run/passthrough/writes</c> what is better not asked.
/// </summary>
/// <param name="Subject">What the write is about, as sysfs calls it: a PCI address, a console, a port.</param>
/// <param name="Process">The process.</param>
/// <param name="StartTime">When it started, in clock ticks since boot: numbers are given again.</param>
public sealed record PendingWrite(string Subject, int Process, long StartTime)
{
    /// <summary>The machine's file for a subject.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="subject">What the write is about.</param>
    public static string PathOf(HostRoots roots, string subject) => roots.Run($"passthrough/writes/{subject}");

    /// <summary>What the file holds.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Process} {StartTime}\n");

    /// <summary>Reads what a file holds; any text is allowed.</summary>
    /// <returns>Null when it is not of this form.</returns>
    public static PendingWrite? Parse(string subject, string text) =>
        text.TrimEnd('\n').Split(' ') is [var process, var start]
        && int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && long.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            ? new PendingWrite(subject, id, ticks)
            : null;

    /// <summary>The write about a subject that has not ended; null when there is none.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="subject">What it is about.</param>
    public static PendingWrite? Read(MachineReader reader, string subject) =>
        reader.ReadText(PathOf(reader.Roots, subject)) is { } text && Parse(subject, text) is { } write && write.IsPending(reader) ? write : null;

    /// <summary>What writes that have not ended are about.</summary>
    /// <param name="reader">The machine.</param>
    public static ImmutableHashSet<string> Subjects(MachineReader reader) =>
        [.. (reader.List(reader.Roots.Run("passthrough/writes")) ?? []).Where(subject => Read(reader, subject) is not null)];

    /// <summary>True while this very process is there.</summary>
    /// <param name="reader">The machine.</param>
    public bool IsPending(MachineReader reader) => ProcessStat.Read(reader, Process) is { HasEnded: false, StartTicks: { } start } && start == StartTime;
}
