using System.Collections.Immutable;
using System.Globalization;

namespace Passthrough.Guests.Import.Qemu;

/// <summary>The options of one command by what they are, and by the names that they have for each other.</summary>
/// <param name="options">All options.</param>
internal sealed class QemuParts(ImmutableArray<SourcePart> options)
{
    private readonly ImmutableArray<string> threads =
        [.. options.Where(option => option.Option is "-object" && option.Name is "iothread").Select(option => option.Peek("id") ?? "")];

    // QEMU counts places in the order of starting from 0, people and libvirt from 1.
    private readonly int firstPlace = options.Any(option => option.Peek("bootindex") is "0") ? 1 : 0;

    /// <summary>All options, in their order.</summary>
    public ImmutableArray<SourcePart> Options => options;

    /// <summary>How many I/O threads there are.</summary>
    public int Threads => threads.Length;

    /// <summary>The options of a name, in their order.</summary>
    public IEnumerable<SourcePart> All(string name) => options.Where(option => option.Option == name);

    /// <summary>The options of a name and kind.</summary>
    public IEnumerable<SourcePart> All(string name, string kind) => All(name).Where(option => option.Name == kind);

    /// <summary>The last option of a name.</summary>
    public SourcePart? Last(string name) => All(name).LastOrDefault();

    /// <summary>The option of a name with an id.</summary>
    public SourcePart? ById(string name, string? id, string key = "id") => id is null ? null : All(name).FirstOrDefault(option => option.Peek(key) == id);

    /// <summary>The place of an I/O thread, from 1.</summary>
    public int? ThreadOf(string? id) => id is not null && threads.IndexOf(id) is var place and >= 0 ? place + 1 : null;

    /// <summary>A device's place in the order of starting, from 1; null for none.</summary>
    public int? OrderOf(SourcePart device) => Number(device.Take("bootindex")) + firstPlace;

    /// <summary>The whole number in a text.</summary>
    public static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
