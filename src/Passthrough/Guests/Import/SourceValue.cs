namespace Passthrough.Guests.Import;

/// <summary>One value of a source.</summary>
/// <param name="Key">Its name; empty for the text of an element.</param>
/// <param name="Value">The value.</param>
internal sealed record SourceValue(string Key, string Value)
{
    private static readonly string[] Secrets = ["passw", "secret", "passphrase"];

    /// <summary>As it is shown to people.</summary>
    public override string ToString() =>
        Key.Length == 0 ? Value
        : $"{Key}={(Secrets.Any(word => Key.Contains(word, StringComparison.OrdinalIgnoreCase)) ? "(not shown)" : Value)}";
}
