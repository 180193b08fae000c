using System.Globalization;

namespace Passthrough.Host.Cpu;

/// <summary>Understands <c>/proc/cpuinfo</c> and lists of CPUs.</summary>
public static class CpuInfo
{
    /// <summary>The processor's facts.</summary>
    /// <param name="cpuinfo"><c>/proc/cpuinfo</c>; null when absent.</param>
    /// <param name="online"><c>/sys/devices/system/cpu/online</c>; null when absent: the processors of <paramref name="cpuinfo"/> are counted then.</param>
    public static CpuFacts Parse(string? cpuinfo, string? online)
    {
        string? vendor = null;
        string? model = null;
        string? flags = null;
        var processors = 0;
        foreach (var line in (cpuinfo ?? "").Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
            {
                continue;
            }

            var value = line[(colon + 1)..].Trim();
            switch (line[..colon].Trim())
            {
                case "processor":
                    processors++;
                    break;
                case "vendor_id":
                    vendor ??= value;
                    break;
                case "model name":
                    model ??= value;
                    break;
                case "flags":
                    flags ??= $" {value} ";
                    break;
                default:
                    break;
            }
        }

        return new CpuFacts(
            vendor,
            model,
            CountList(online) ?? (processors > 0 ? processors : null),
            flags is null ? null : HasWord(flags, "vmx") || HasWord(flags, "svm"),
            flags is null ? null : HasWord(flags, "hypervisor"));
    }

    /// <summary>How many CPUs a list such as <c>0-3,8</c> names; null when the text is no such list.</summary>
    /// <param name="list">The list.</param>
    public static int? CountList(string? list)
    {
        if (string.IsNullOrWhiteSpace(list))
        {
            return null;
        }

        var count = 0L;
        foreach (var part in list.Trim().Split(','))
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || !TryNumber(ends[0], out var first) || !TryNumber(ends[^1], out var last) || last < first)
            {
                return null;
            }

            count += last - (long)first + 1;
        }

        return count <= int.MaxValue ? (int)count : null;
    }

    private static bool TryNumber(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static bool HasWord(string words, string word) => words.Contains($" {word} ", StringComparison.Ordinal);
}
