using System.Collections.Immutable;

namespace Passthrough.Host.Firmware;

/// <summary>Guests that a firmware is for.</summary>
/// <param name="Architecture">QEMU's name, such as <c>x86_64</c>.</param>
/// <param name="Machines">Machine types, with <c>*</c> and <c>?</c> as in file name patterns: <c>pc-q35-*</c>.</param>
public sealed record FirmwareTarget(string Architecture, ImmutableArray<string> Machines)
{
    /// <summary>True when a machine of this type is meant. <c>q35</c> and <c>pc</c>, which QEMU resolves to their newest version, count as such versions.</summary>
    /// <param name="machine">A machine type, such as <c>pc-q35-9.2</c> or <c>q35</c>.</param>
    public bool IsFor(string machine)
    {
        var full = machine switch
        {
            "q35" => "pc-q35-0",
            "pc" => "pc-i440fx-0",
            _ => machine,
        };
        return Machines.Any(pattern => Matches(pattern, full) || Matches(pattern, machine));
    }

    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        // One star at a time can be open: a later one takes over from an earlier one.
        var (at, star, retry) = (0, -1, 0);
        for (var index = 0; index < text.Length;)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                (star, retry) = (at++, index);
            }
            else if (at < pattern.Length && (pattern[at] == '?' || pattern[at] == text[index]))
            {
                at++;
                index++;
            }
            else if (star >= 0)
            {
                at = star + 1;
                index = ++retry;
            }
            else
            {
                return false;
            }
        }

        return pattern[at..].IndexOfAnyExcept('*') < 0;
    }
}
