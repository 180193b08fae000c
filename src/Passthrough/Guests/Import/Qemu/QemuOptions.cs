using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Passthrough.Guests.Import.Qemu;

/// <summary>Makes options of QEMU's words (<c>qemu(1)</c>): <c>key=value</c> between commas, a comma in a value doubled, or JSON. Pure.</summary>
internal static class QemuOptions
{
    /// <summary>The name of a word that stands alone: a disk.</summary>
    public const string Disk = "disk";

    // Options with values between commas, and the key that their first value may leave out.
    private static readonly ImmutableDictionary<string, string> FirstKeys = ImmutableDictionary.CreateRange(StringComparer.Ordinal,
    [
        new KeyValuePair<string, string>("-device", "driver"), new("-object", "qom-type"), new("-netdev", "type"), new("-chardev", "backend"), new("-audiodev", "driver"), new("-blockdev", "driver"),
        new("-tpmdev", "type"), new("-machine", "type"), new("-accel", "accel"), new("-cpu", "model"), new("-smp", "cpus"), new("-m", "size"), new("-name", "guest"), new("-boot", "order"),
        new("-drive", "file"), new("-nic", "type"), new("-net", "type"), new("-fw_cfg", "name"), new("-rtc", "base"), new("-spice", "addr"), new("-display", "type"), new("-numa", "type"),
        new("-overcommit", "mem-lock"), new("-mon", "chardev"), new("-sandbox", "enable"), new("-msg", "timestamp"), new("-realtime", "mlock"), new("-fsdev", "fsdriver"), new("-virtfs", "fsdriver"),
        new("-smbios", "file"), new("-run-with", "async-teardown"), new("-global", "driver"), new("-set", "id"), new("-add-fd", "fd"), new("-acpitable", "sig"), new("-iscsi", "id"), new("-vnc", "display"),
        new("-icount", "shift"), new("-action", "reboot"), new("-incoming", "uri"),
    ]);

    private static readonly ImmutableHashSet<string> Kinds = ImmutableHashSet.Create(StringComparer.Ordinal, "-device", "-object", "-netdev", "-chardev", "-audiodev", "-tpmdev", "-blockdev", "-nic", "-net", "-numa");

    // They have no value, so the word behind them is a disk.
    private static readonly ImmutableHashSet<string> Flags = ImmutableHashSet.Create(
        StringComparer.Ordinal, "-S", "-s", "-daemonize", "-nodefaults", "-no-user-config", "-no-shutdown", "-no-reboot", "-enable-kvm", "-no-kvm", "-nographic", "-snapshot", "-usb", "-no-acpi", "-no-hpet",
        "-no-fd-bootchk", "-mem-prealloc", "-full-screen", "-alt-grab", "-ctrl-grab", "-no-frame", "-no-quit", "-sdl", "-curses", "-only-migratable", "-preconfig", "-localtime", "-singlestep", "-one-insn-per-tb", "-win2k-hack");

    private static readonly ImmutableDictionary<string, string> Aliases = ImmutableDictionary.CreateRange(StringComparer.Ordinal,
        [new KeyValuePair<string, string>("-M", "-machine"), new("-soundhw", "-audio-card"), new("-hdb", "-hda"), new("-hdc", "-hda"), new("-hdd", "-hda")]);

    /// <summary>The options; one with something unknown in it is told to the draft and left out.</summary>
    public static ImmutableArray<SourcePart> Of(ImportDraft draft, ImmutableArray<QemuWord> words)
    {
        var options = ImmutableArray.CreateBuilder<SourcePart>();
        for (var index = 0; index < words.Length; index++)
        {
            var word = words[index];
            if (!word.Text.StartsWith('-') || word.Text.Length < 2)
            {
                Add(draft, options, Disk, word.Where, word);
                continue;
            }

            var written = word.Text.StartsWith("--", StringComparison.Ordinal) ? word.Text[1..] : word.Text;
            var name = Aliases.GetValueOrDefault(written, written);
            var next = index + 1 < words.Length ? words[index + 1] : null;
            var hasValue = !Flags.Contains(name) && next is not null && (FirstKeys.ContainsKey(name) || !next.Text.StartsWith('-'));
            if (hasValue)
            {
                index++;
            }

            Add(draft, options, name, $"{word.Where}: {written}", hasValue ? next : word.Unknown is null ? null : word);
        }

        return options.ToImmutable();
    }

    private static void Add(ImportDraft draft, ImmutableArray<SourcePart>.Builder options, string name, string where, QemuWord? value)
    {
        if (value?.Unknown is { } unknown)
        {
            draft.Drop(where, value.Text, $"what {unknown} stands for is not said in the script");
            return;
        }

        var values = value is null ? [] : ValuesOf(draft, name, where, value.Text);
        if (values is { } read)
        {
            var kind = Kinds.Contains(name) ? read.FirstOrDefault(pair => pair.Key == FirstKeys[name])?.Value.Replace('/', '-') : null;
            options.Add(new SourcePart(kind is null ? name : $"{name}/{kind}", where, read, []));
        }
    }

    // Null for JSON that is none, which is told.
    private static ImmutableArray<SourceValue>? ValuesOf(ImportDraft draft, string name, string where, string text)
    {
        if (!FirstKeys.TryGetValue(name, out var first))
        {
            return [new SourceValue("", text)];
        }

        if (!text.StartsWith('{'))
        {
            return Split(text, first, hasSigns: name is "-cpu");
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return [.. Flat(document.RootElement, "")];
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            // Half of a surrogate pair cannot be written as UTF-8, which the parser takes for a wrong argument.
            draft.Drop(where, text, "it begins like JSON and is none");
            return null;
        }
    }

    private static IEnumerable<SourceValue> Flat(JsonElement element, string key) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Flat(property.Value, key.Length == 0 ? property.Name : $"{key}.{property.Name}")),
        JsonValueKind.Array => element.EnumerateArray().SelectMany((item, index) => Flat(item, $"{key}.{index.ToString(CultureInfo.InvariantCulture)}")),
        JsonValueKind.String => [new SourceValue(key, Text(element))],
        JsonValueKind.True => [new SourceValue(key, "on")],
        JsonValueKind.False => [new SourceValue(key, "off")],
        _ => [new SourceValue(key, element.GetRawText())],
    };

    // A lone half of a surrogate pair is valid JSON and no text.
    private static string Text(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return element.GetRawText();
        }
    }

    /// <summary>Values between commas.</summary>
    /// <param name="text">The text.</param>
    /// <param name="first">The key that the first value may leave out.</param>
    /// <param name="hasSigns">True where <c>+name</c> and <c>-name</c> switch something on and off.</param>
    public static ImmutableArray<SourceValue> Split(string text, string first, bool hasSigns)
    {
        var values = ImmutableArray.CreateBuilder<SourceValue>();
        foreach (var part in Parts(text))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            values.Add(part switch
            {
                ['+', .. var on] when hasSigns => new SourceValue(Dashed(on), "on"),
                ['-', .. var off] when hasSigns => new SourceValue(Dashed(off), "off"),
                _ when equals > 0 => new SourceValue(hasSigns ? Dashed(part[..equals]) : part[..equals], part[(equals + 1)..]),
                _ when values.Count == 0 => new SourceValue(first, part),
                // "server" means server=on, and "nowait" wait=off.
                _ => new SourceValue(hasSigns ? Dashed(part) : part, "on"),
            });
        }

        return values.ToImmutable();
    }

    private static string Dashed(string name) => name.Replace('_', '-');

    private static IEnumerable<string> Parts(string text)
    {
        var part = new System.Text.StringBuilder();
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] != ',')
            {
                part.Append(text[index]);
            }
            else if (index + 1 < text.Length && text[index + 1] == ',')
            {
                part.Append(',');
                index++;
            }
            else
            {
                yield return part.ToString();
                part.Clear();
            }
        }

        if (part.Length > 0)
        {
            yield return part.ToString();
        }
    }
}
