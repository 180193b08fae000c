using System.Collections.Immutable;
using System.Globalization;

namespace Passthrough.Guests.Import;

/// <summary>
/// A part of what is imported, an XML element or an option of QEMU, that knows which of its values were looked at: whatever is left at the end and not known to be
/// harmless is told, so nothing can be passed over by forgetting it.
/// </summary>
/// <param name="path">Its place without numbers, as <see cref="ImportRule.Path"/> names it.</param>
/// <param name="where">Its place as the person finds it.</param>
/// <param name="values">Its values.</param>
/// <param name="parts">What is in it.</param>
internal sealed class SourcePart(string path, string where, ImmutableArray<SourceValue> values, ImmutableArray<SourcePart> parts)
{
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private bool isTaken;

    /// <summary>Its place as the person finds it.</summary>
    public string Where => where;

    /// <summary>What is in it, whether it was looked at or not.</summary>
    public ImmutableArray<SourcePart> Parts => parts;

    /// <summary>The last name of its place.</summary>
    public string Name { get; } = path[(path.LastIndexOf('/') + 1)..];

    /// <summary>The first name of its place.</summary>
    public string Option { get; } = path.Split('/')[0];

    /// <summary>All of it in one line.</summary>
    public string Words => string.Join(' ', [Name, .. values.Select(value => value.ToString()), .. parts.Select(part => $"({part.Words})")]);

    /// <summary>A value, which then counts as looked at.</summary>
    /// <returns>Null when it is not there; the last one when it is there several times.</returns>
    public string? Take(string key)
    {
        isTaken = true;
        taken.Add(key);
        return Peek(key);
    }

    /// <summary>All values of a name, which then count as looked at.</summary>
    public IEnumerable<string> TakeAll(string key)
    {
        Take(key);
        return values.Where(value => string.Equals(value.Key, key, StringComparison.Ordinal)).Select(value => value.Value);
    }

    /// <summary>A value without looking at it.</summary>
    public string? Peek(string key) => values.LastOrDefault(value => string.Equals(value.Key, key, StringComparison.Ordinal))?.Value;

    /// <summary>A whole number.</summary>
    /// <returns>Null when it is not there or no number, which is told.</returns>
    public int? Number(string key, ImportDraft draft)
    {
        if (Take(key) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        draft.Drop(where, $"{key}={text}", "it is no number");
        return null;
    }

    /// <summary>Yes or no; null when it is neither or not there.</summary>
    public bool? Flag(string key) => Take(key) switch
    {
        "on" or "yes" or "true" or "1" => true,
        "off" or "no" or "false" or "0" => false,
        _ => null,
    };

    /// <summary>The first part of a name, which then counts as looked at.</summary>
    public SourcePart? Part(string name) => All(name).FirstOrDefault();

    /// <summary>The parts of a name, each of which counts as looked at when it is given out.</summary>
    public IEnumerable<SourcePart> All(string name)
    {
        isTaken = true;
        foreach (var part in parts.Where(part => string.Equals(part.Name, name, StringComparison.Ordinal)))
        {
            part.isTaken = true;
            yield return part;
        }
    }

    /// <summary>Counts as looked at, with all that is in it.</summary>
    public void TakeWhole()
    {
        isTaken = true;
        taken.UnionWith(values.Select(value => value.Key));
        foreach (var part in parts)
        {
            part.TakeWhole();
        }
    }

    /// <summary>Says that nothing of it is kept.</summary>
    public void Drop(ImportDraft draft, string reason)
    {
        TakeWhole();
        draft.Drop(where, Words, reason);
    }

    /// <summary>Says that one value is not kept.</summary>
    public void Drop(ImportDraft draft, string key, string reason)
    {
        if (Take(key) is { } value)
        {
            draft.Drop(where, new SourceValue(key, value).ToString(), reason);
        }
    }

    /// <summary>Tells what nobody looked at.</summary>
    public void Report(ImportDraft draft)
    {
        if (isTaken)
        {
            foreach (var value in values.Where(value => !taken.Contains(value.Key)))
            {
                draft.Leave(PathOf(value), where, value.Value, value.ToString());
            }

            foreach (var part in parts)
            {
                part.Report(draft);
            }
        }
        else if (!IsHarmless(draft.Harmless))
        {
            draft.Drop(where, Words, ImportRule.Find(draft.Reasons, path, Peek("") ?? "") ?? ImportDraft.Unknown);
        }
    }

    /// <summary>True when all of it is known to be harmless, or everything in it is.</summary>
    public bool IsHarmless(ImmutableArray<ImportRule> rules) =>
        ImportRule.FindWhole(rules, path) is not null
        || (values.IsEmpty && parts.IsEmpty
            ? ImportRule.Find(rules, path, "") is not null
            : values.All(value => ImportRule.Find(rules, PathOf(value), value.Value) is not null) && parts.All(part => part.IsHarmless(rules)));

    private string PathOf(SourceValue value) => value.Key.Length == 0 ? path : $"{path}/@{value.Key}";
}
