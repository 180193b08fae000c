using System.Globalization;

namespace Passthrough.Host.Network;

/// <summary>Understands <c>/proc/net/unix</c> (proc(5)): a line a socket, with its flags in hexadecimal in the fourth place and its path in the last.</summary>
public static class UnixSockets
{
    private const int Flags = 3;
    private const int Places = 8;

    // __SO_ACCEPTCON of linux/net.h.
    private const uint Accepting = 1 << 16;

    /// <summary>True when somebody listens at a path.</summary>
    /// <param name="text">The file; null when it cannot be read.</param>
    /// <param name="path">The path.</param>
    public static bool IsListening(string? text, string path) => (text ?? "").Split('\n')
        .Select(line => line.Split(' ', Places, StringSplitOptions.RemoveEmptyEntries))
        .Any(places => places.Length == Places && string.Equals(places[^1], path, StringComparison.Ordinal)
            && uint.TryParse(places[Flags], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var flags) && (flags & Accepting) != 0);
}
