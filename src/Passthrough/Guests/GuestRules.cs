namespace Passthrough.Guests;

/// <summary>What a guest must keep to on any machine, whoever wrote it down.</summary>
public static class GuestRules
{
    /// <summary>The most disks, one for each letter that device names are made with here.</summary>
    public const int MostDisks = 24;

    /// <summary>The ports of q35's own SATA controller.</summary>
    public const int MostSataDisks = 6;

    /// <summary>The least memory in MiB that firmware starts with.</summary>
    public const int LeastMemoryMiB = 64;

    /// <summary>The most memory in MiB: 16 TiB.</summary>
    public const int MostMemoryMiB = 16 * 1024 * 1024;

    /// <summary>The most virtual processors that q35 takes.</summary>
    public const int MostVcpus = 288;

    /// <summary>The first rule that is broken, in words; null when all are kept.</summary>
    public static string? FirstBroken(GuestSpec guest) =>
        Named(guest)
        ?? Sized(guest)
        ?? Carded(guest)
        ?? Disked(guest)
        ?? BadPath("option ROM", guest.OptionRomPath)
        ?? (guest is { OptionRomPath: not null, HidesOptionRom: true } ? "an option ROM is either given or hidden, not both" : null)
        ?? BadPath("serial log", guest.SerialLogPath)
        ?? Started(guest.Firmware);

    private static string? Named(GuestSpec guest) => GuestName.IsValid(guest.Name) ? null : $"'{guest.Name}' is no name for a guest: {GuestName.Rule}";

    private static string? Sized(GuestSpec guest) => guest switch
    {
        { MemoryMiB: < LeastMemoryMiB or > MostMemoryMiB } => $"{guest.MemoryMiB} MiB of memory is outside {LeastMemoryMiB} to {MostMemoryMiB}",
        { Vcpus: < 1 or > MostVcpus } => $"{guest.Vcpus} virtual processors is outside 1 to {MostVcpus}",
        _ => null,
    };

    private static string? Carded(GuestSpec guest)
    {
        var addresses = guest.Devices.Select(device => device.Address).ToList();
        return addresses.Distinct().Count() != addresses.Count ? "a function of the card is listed twice"
            : addresses.Contains(guest.Gpu) ? null
            : $"the display function {guest.Gpu} is not among the devices";
    }

    private static string? Disked(GuestSpec guest) =>
        guest.Disks.Length > MostDisks ? $"{guest.Disks.Length} disks are more than {MostDisks}"
        : guest.Disks.Count(disk => disk.Bus == GuestDiskBus.Sata) > MostSataDisks ? $"there are only {MostSataDisks} SATA ports"
        : guest.Disks.Select(disk => disk.Path).Distinct(StringComparer.Ordinal).Count() != guest.Disks.Length ? "a disk is listed twice"
        : guest.Disks.Select(disk => BadPath("disk", disk.Path)).FirstOrDefault(problem => problem is not null);

    private static string? Started(GuestFirmware firmware) => firmware.Kind switch
    {
        GuestFirmwareKind.Bios => null,
        _ when firmware.CodePath is null || firmware.VariablesTemplatePath is null => "UEFI firmware needs the paths of its code and its variables",
        _ => BadPath("firmware", firmware.CodePath) ?? BadPath("firmware", firmware.VariablesTemplatePath),
    };

    private static string? BadPath(string what, string? path) =>
        path is null || (path.StartsWith('/') && !path.EndsWith('/') && !path.Any(char.IsControl) && !HasLoneSurrogate(path))
            ? null
            : $"'{path}' is no absolute path for the {what}";

    private static bool HasLoneSurrogate(string text) => text.EnumerateRunes().Any(rune => rune == System.Text.Rune.ReplacementChar);
}
