using System.Collections.Immutable;
using Passthrough.Failures;

namespace Passthrough.Guests.InstallMedia;

/// <summary>A disc of virtio-win (<c>virtio-win.iso</c>): drivers in <c>DRIVER/VERSION/amd64</c>, installers at the root and in <c>guest-agent</c>.</summary>
/// <param name="Files">The paths of all its files, from the root.</param>
public sealed record VirtioWinDisc(ImmutableArray<string> Files)
{
    private const string Architecture = "amd64";
    private const string DriverEnding = ".inf";
    private const string Next = "take a disc of virtio-win that has it: https://fedorapeople.org/groups/virt/virtio-win/direct-downloads/stable-virtio/virtio-win.iso";

    private static readonly ImmutableArray<string> Installers = ["/virtio-win-guest-tools.exe", "/virtio-win-gt-x64.msi", "/guest-agent/qemu-ga-x86_64.msi"];

    /// <summary>Understands what <c>xorriso -find / -type f</c> prints: one path a line, in single quotes.</summary>
    /// <param name="listing">The text.</param>
    /// <returns>The disc; names that are quoted in another way are no driver's and are left out.</returns>
    public static VirtioWinDisc Parse(string listing) => new(
    [
        .. listing.Split('\n')
            .Select(line => line.TrimEnd('\r'))
            .Where(line => line is ['\'', '/', _, .., '\''] && line.AsSpan(1, line.Length - 2).IndexOf('\'') < 0)
            .Select(line => line[1..^1]),
    ]);

    /// <summary>The folder of a driver as the disc writes it; null when the disc has no driver there.</summary>
    /// <param name="driver">The driver's name; the disc may write it in other cases.</param>
    /// <param name="version">The version of Windows.</param>
    public string? FolderOf(string driver, WindowsVersion version)
    {
        var folder = $"/{driver}/{EnumWord.Of(version)}/{Architecture}/";
        var file = Files.FirstOrDefault(path => path.StartsWith(folder, StringComparison.OrdinalIgnoreCase)
            && path.EndsWith(DriverEnding, StringComparison.OrdinalIgnoreCase) && path.IndexOf('/', folder.Length) < 0);
        return file?[..(folder.Length - 1)];
    }

    /// <summary>The installers that it has, as it writes their paths.</summary>
    public ImmutableArray<string> Tools => [.. Installers.Select(tool => Files.FirstOrDefault(path => string.Equals(path, tool, StringComparison.OrdinalIgnoreCase))).OfType<string>()];

    /// <summary>The folders of the drivers that are to be taken, by the drivers' names.</summary>
    /// <param name="path">The disc's own path, for messages.</param>
    /// <param name="version">The version of Windows.</param>
    /// <param name="drivers">The drivers.</param>
    /// <exception cref="NotFoundException">It is no disc of virtio-win, has nothing for that version, or lacks a driver that the guest needs.</exception>
    public ImmutableSortedDictionary<string, string> Choose(string path, WindowsVersion version, ImmutableArray<GuestDriver> drivers)
    {
        var versions = EnumWord.All<WindowsVersion>().Where(word => drivers.Any(driver => FolderOf(driver.Name, EnumWord.Parse<WindowsVersion>(word)!.Value) is not null)).ToList();
        if (versions is [])
        {
            throw new NotFoundException($"'{path}' is no disc of virtio-win: it has none of the folders {string.Join(", ", drivers.Select(driver => driver.Name))}", path, Next);
        }

        if (!versions.Contains(EnumWord.Of(version), StringComparer.Ordinal))
        {
            throw new NotFoundException($"'{path}' has no drivers for {EnumWord.Of(version)}; it has them for {string.Join(", ", versions)}", path, Next);
        }

        var missing = drivers.Where(driver => driver.IsNeeded && FolderOf(driver.Name, version) is null).ToList();
        return missing is []
            ? drivers.Where(driver => FolderOf(driver.Name, version) is not null).ToImmutableSortedDictionary(driver => driver.Name, driver => FolderOf(driver.Name, version)!, StringComparer.Ordinal)
            : throw new NotFoundException(
                $"'{path}' lacks {string.Join(" and ", missing.Select(driver => $"{driver.Name}/{EnumWord.Of(version)}/{Architecture} ({driver.Purpose})"))}, which the guest needs", path, Next);
    }
}
