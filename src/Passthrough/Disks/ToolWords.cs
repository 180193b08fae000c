using System.Collections.Immutable;

namespace Passthrough.Disks;

/// <summary>Understands what tools say when they fail, in the C locale. Pure.</summary>
internal static class ToolWords
{
    /// <summary>No space left on device.</summary>
    public const int NoSpace = 28;

    // The words of strerror(3), which tools put behind what they tried.
    private static readonly ImmutableArray<(string Words, int Errno)> Errors =
    [
        ("Operation not permitted", 1),
        ("Input/output error", 5),
        ("Permission denied", 13),
        ("File too large", 27),
        ("No space left on device", NoSpace),
        ("Read-only file system", 30),
        ("Disk quota exceeded", 122),
    ];

    /// <summary>The error number that the words stand for; null when they name none of those that disks have.</summary>
    /// <param name="text">What the tool wrote.</param>
    public static int? ErrnoOf(string text) => Errors.Where(error => text.Contains(error.Words, StringComparison.Ordinal)).Select(error => (int?)error.Errno).FirstOrDefault();

    /// <summary>True when QEMU was refused its lock: somebody else has the image.</summary>
    /// <param name="text">What the tool wrote.</param>
    public static bool IsLocked(string text) => text.Contains("Is another process using the image", StringComparison.Ordinal)
        || (text.Contains("Failed to get", StringComparison.Ordinal) && text.Contains("lock", StringComparison.Ordinal));

    /// <summary>What may help when one of libguestfs's tools failed.</summary>
    /// <param name="text">What the tool wrote.</param>
    public static string? AdviceOfGuestfs(string text) =>
        text.Contains("supermin", StringComparison.Ordinal) ? "libguestfs starts the host's own kernel, which on some distributions only root may read: run the command with sudo"
        : text.Contains("no operating system was found", StringComparison.Ordinal) ? "name the file system: --partition /dev/sda1 (virt-filesystems -a IMAGE --format=FORMAT lists them)"
        : text.Contains("Read-only file system", StringComparison.Ordinal) || text.Contains("hibernat", StringComparison.OrdinalIgnoreCase) ? "a Windows that hibernates, or shut down with Fast Startup, lets nobody write its disk: shut it down with 'shutdown /s /t 0'"
        : text.Contains("appliance", StringComparison.Ordinal) ? "libguestfs's own virtual machine did not start: libguestfs-test-tool tells why"
        : null;
}
