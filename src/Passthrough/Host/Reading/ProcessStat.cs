using System.Globalization;

namespace Passthrough.Host.Reading;

/// <summary>What the kernel says of a process in <c>/proc/PID/stat</c> (proc_pid_stat(5)); what the text does not have is null.</summary>
public sealed class ProcessStat
{
    // From the state on, which is field 3.
    private const int StateField = 0;
    private const int ParentField = 1;
    private const int FlagsField = 6;
    private const int StartField = 19;

    private readonly string[] fields;

    private ProcessStat(string[] fields) => this.fields = fields;

    /// <summary>The letter of its state, such as <c>S</c> (sleeping), <c>D</c> (waiting in the kernel) or <c>Z</c> (ended).</summary>
    public string? State => fields.ElementAtOrDefault(StateField);

    /// <summary>The process that started it, or took it over; 0 for the first.</summary>
    public int? Parent => int.TryParse(fields.ElementAtOrDefault(ParentField), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>The kernel's flags of it (<c>PF_*</c>, include/linux/sched.h).</summary>
    public uint? Flags => uint.TryParse(fields.ElementAtOrDefault(FlagsField), NumberStyles.None, CultureInfo.InvariantCulture, out var flags) ? flags : null;

    /// <summary>When it started, in clock ticks since boot.</summary>
    public long? StartTicks => long.TryParse(fields.ElementAtOrDefault(StartField), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) ? ticks : null;

    /// <summary>True when only its number is left, until its parent has asked for it.</summary>
    public bool HasEnded => State is "Z" or "X";

    /// <summary>Reads a text; any is allowed.</summary>
    public static ProcessStat Parse(string text) =>
        // The name in parentheses before the state may itself hold blanks and parentheses.
        new(text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Reads a process of the machine.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="process">Its number.</param>
    /// <returns>Null when there is none.</returns>
    public static ProcessStat? Read(MachineReader reader, int process) =>
        reader.ReadText(reader.Roots.Proc($"{process.ToString(CultureInfo.InvariantCulture)}/stat")) is { } text ? Parse(text) : null;
}
