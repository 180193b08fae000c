using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Firmware;

/// <summary>What the firmware can start, and in which order it tries (UEFI specification 3.1).</summary>
/// <param name="Current">The entry that it started this time (<c>BootCurrent</c>); null when it does not tell.</param>
/// <param name="Next">The entry that it starts the next time only (<c>BootNext</c>); null for none.</param>
/// <param name="Order">The entries that it tries, in order (<c>BootOrder</c>); may name some that are not there.</param>
/// <param name="Entries">All entries that can be understood, by number.</param>
public sealed record FirmwareMenu(ushort? Current, ushort? Next, ImmutableArray<ushort> Order, ImmutableArray<FirmwareEntry> Entries)
{
    private const string Prefix = "Boot";
    private const int Digits = 4;

    /// <summary>The entry that it started; null when it is not known.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public FirmwareEntry? Started => Current is { } number ? Find(number) : null;

    /// <summary>The first that it tries of those that start a file: what is on sticks, discs and networks is found anew each time.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public FirmwareEntry? First => Order.Select(Find).FirstOrDefault(entry => entry is { Option: { IsActive: true, File: not null } });

    /// <summary>The lowest number that nothing has.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public ushort? FreeNumber => Enumerable.Range(0, ushort.MaxValue).Select(number => (ushort?)number)
        .FirstOrDefault(number => Find(number!.Value) is null && !Order.Contains(number.Value) && number != Current && number != Next);

    /// <summary>The entry of a number; null when there is none.</summary>
    /// <param name="number">The number.</param>
    public FirmwareEntry? Find(ushort number) => Entries.FirstOrDefault(entry => entry.Number == number);

    /// <summary>Reads it; null where the firmware's variables cannot be seen.</summary>
    /// <param name="reader">The machine.</param>
    public static FirmwareMenu? Read(MachineReader reader)
    {
        var current = Number(reader, FirmwareVariables.CurrentName);
        var order = FirmwareVariables.Numbers(Bytes(reader, FirmwareVariables.OrderName));
        return current is null && order is null
            ? null
            : new FirmwareMenu(
                current,
                Number(reader, FirmwareVariables.NextName),
                order ?? [],
                [
                    .. (reader.List(FirmwareVariables.Folder(reader.Roots)) ?? [])
                        .Select(NumberOf)
                        .OfType<ushort>()
                        .Order()
                        .Select(number => Option(reader, number) is { } option ? new FirmwareEntry(number, option) : null)
                        .OfType<FirmwareEntry>(),
                ]);
    }

    /// <summary>What the firmware itself started, without looking at what else it can; null when it does not tell.</summary>
    /// <param name="reader">The machine.</param>
    public static EfiLoadOption? ReadStarted(MachineReader reader) => Number(reader, FirmwareVariables.CurrentName) is { } number ? Option(reader, number) : null;

    private static EfiLoadOption? Option(MachineReader reader, ushort number) => Bytes(reader, FirmwareVariables.EntryName(number)) is { } bytes ? EfiLoadOption.Parse(bytes) : null;

    /// <summary>The number of the entry whose variable a file is; null for every other file.</summary>
    private static ushort? NumberOf(string file) =>
        FirmwareVariables.IsOne(file) && file.StartsWith(Prefix, StringComparison.Ordinal) && file.IndexOf('-', StringComparison.Ordinal) == Prefix.Length + Digits
        && ushort.TryParse(file.AsSpan(Prefix.Length, Digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static ushort? Number(MachineReader reader, string name) => FirmwareVariables.Numbers(Bytes(reader, name)) is [var number] ? number : null;

    private static byte[]? Bytes(MachineReader reader, string name) => reader.ReadBytes(FirmwareVariables.PathOf(reader.Roots, name));
}
