using System.Collections.Immutable;

namespace Passthrough.Host.Storage;

/// <summary>Understands a record of udev's database (<c>/run/udev/data/bMAJ:MIN</c>): properties are lines <c>E:KEY=VALUE</c>.</summary>
public static class UdevRecord
{
    /// <summary>The properties that are looked at. No other is, and none of these holds a serial number; <c>ID_FS_LABEL</c> is a name that the owner gave.</summary>
    public static ImmutableArray<string> Keys { get; } = ["ID_FS_LABEL", "ID_FS_TYPE", "ID_PART_ENTRY_TYPE", "ID_PART_TABLE_TYPE"];

    /// <summary>The properties of <see cref="Keys"/> that the record has.</summary>
    /// <param name="record">The file; null when absent.</param>
    public static ImmutableDictionary<string, string> Parse(string? record)
    {
        var values = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var line in (record ?? "").Split('\n'))
        {
            if (line.StartsWith("E:", StringComparison.Ordinal) && line.IndexOf('=', StringComparison.Ordinal) is > 2 and var equals
                && line[2..equals].Trim() is var key && Keys.Contains(key, StringComparer.Ordinal) && equals + 1 < line.Length)
            {
                values[key] = line[(equals + 1)..];
            }
        }

        return values.ToImmutable();
    }
}
