using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Passthrough.Host;
using Passthrough.Host.Firmware;

namespace Passthrough.Planning;

/// <summary>Makes an entry of the firmware's that starts a file on the partition of another entry (<c>EFI_LOAD_OPTION</c>, UEFI specification 3.1.3). It is in no order by that.</summary>
/// <param name="Id">See <see cref="Change"/>.</param>
/// <param name="Title">See <see cref="Change"/>.</param>
/// <param name="Reason">See <see cref="Change"/>.</param>
/// <param name="Name">The variable's name, with a number that nothing has.</param>
/// <param name="Description">What the firmware's menu shows, and by which the entry is known when the firmware gave it another number.</param>
/// <param name="Partition">See <see cref="EfiLoadOption.Partition"/>.</param>
/// <param name="Device">The device path up to the file, as the firmware has it for the other entry: hexadecimal.</param>
/// <param name="File">The file that it starts, with backslashes from the partition's root.</param>
/// <param name="InPlaceOf">The file that the other entry starts, on the same partition.</param>
public sealed record FirmwareEntryChange(string Id, string Title, string Reason, string Name, string Description, string Partition, string Device, string File, string InPlaceOf)
    : Change(Id, Title, Reason)
{
    /// <summary>What the started program gets: a kernel takes it as its line; null for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Options { get; init; }

    /// <summary>The machine's own path of the variable.</summary>
    [JsonIgnore]
    public string Path => FirmwareVariables.PathOf(HostRoots.Live, Name);

    /// <summary>The variable's whole file.</summary>
    internal byte[] Content() => EfiLoadOption.FileOf(Description, Convert.FromHexString(Device), File, Options);

    /// <summary>True for the entry, under whichever number.</summary>
    /// <param name="entry">One of the firmware's.</param>
    public bool Is(FirmwareEntry entry) => string.Equals(entry.Option.Description, Description, StringComparison.Ordinal) && entry.Option.IsOn(Partition, File);

    /// <summary>The numbers that the entry has among the firmware's; none when it is gone.</summary>
    /// <param name="menu">What the firmware can start.</param>
    public ImmutableArray<ushort> NumbersIn(FirmwareMenu menu) => [.. menu.Entries.Where(Is).Select(entry => entry.Number)];

    /// <summary>True when the firmware starts it by itself, before all else that it knows on disks.</summary>
    /// <param name="menu">What the firmware can start.</param>
    public bool IsFirstIn(FirmwareMenu menu) => menu.First is { } first && Is(first);

    /// <summary>True when the firmware still gives the program what it was told to: a kernel without its line starts nothing.</summary>
    /// <param name="menu">What the firmware can start.</param>
    public bool IsWholeIn(FirmwareMenu menu) => Options is null || menu.Entries.Any(entry => Is(entry) && string.Equals(entry.Option.Options, Options, StringComparison.Ordinal));

    /// <summary>The entry that starts what the plan replaces; null when it is gone.</summary>
    /// <param name="menu">What the firmware can start.</param>
    /// <param name="number">The number that it had, which is preferred where several start it.</param>
    public FirmwareEntry? TrialIn(FirmwareMenu menu, ushort number) => menu.Entries.Where(entry => entry.Option.IsOn(Partition, InPlaceOf)).OrderBy(entry => entry.Number != number).FirstOrDefault();
}
