using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Host.Boot;

/// <summary>Understands <c>/run/passthrough/isolation</c>: <c>ADDRESS OUTCOME DRIVERBEFORE|- DETAIL...</c>, a function a line.</summary>
public static class IsolationLog
{
    /// <summary>The records in order; lines that are not understood are left out.</summary>
    /// <param name="text">The file; null when absent.</param>
    public static ImmutableArray<IsolationRecord> Parse(string? text)
    {
        var records = ImmutableArray.CreateBuilder<IsolationRecord>();
        foreach (var line in (text ?? "").Split('\n'))
        {
            var words = line.Trim().Split(' ', 4, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words.Length >= 3 && PciAddress.TryParse(words[0], out var address))
            {
                records.Add(new IsolationRecord(address, words[1], words[2] is "-" ? null : words[2], words.Length > 3 ? words[3] : ""));
            }
        }

        return records.ToImmutable();
    }
}
