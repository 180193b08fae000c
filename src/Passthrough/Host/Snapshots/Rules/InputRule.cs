using System.Text.RegularExpressions;

namespace Passthrough.Host.Snapshots.Rules;

/// <summary><c>/proc/bus/input/devices</c>: Bluetooth devices bear names that their owners gave, their own addresses and that of the adapter.</summary>
internal static partial class InputRule
{
    /// <summary>The text with made-up names of Bluetooth devices and made-up serial numbers.</summary>
    public static string Replace(string text, Pseudonyms pseudonyms) => string.Join("\n\n", text.Split("\n\n").Select(device => Unique().Replace(
        device.Contains("Bus=0005", StringComparison.Ordinal) ? Name().Replace(device, match => pseudonyms.Word(PersonalKind.Label, match.Value, "Bluetooth device ")) : device,
        match => SerialRule.IsNoSerial(match.Value) || MacRule.IsAddress(match.Value) ? match.Value : pseudonyms.SameShape(PersonalKind.Serial, match.Value))));

    [GeneratedRegex("(?<=^N: Name=\")[^\"\n]+", RegexOptions.Multiline, Patience.Milliseconds)]
    private static partial Regex Name();

    [GeneratedRegex("(?<=^U: Uniq=)[^\n]+", RegexOptions.Multiline, Patience.Milliseconds)]
    private static partial Regex Unique();
}
