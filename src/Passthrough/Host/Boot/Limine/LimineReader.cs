using System.Collections.Immutable;
using System.Text;
using Passthrough.Host.Firmware;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Boot.Limine;

/// <summary>Finds the configuration that Limine reads. Where it looks differs from version to version, so of several files the one counts that the running kernel was started from.</summary>
internal static class LimineReader
{
    private static readonly ImmutableArray<string> Places =
    [
        "limine.conf", "limine/limine.conf", "boot/limine.conf", "boot/limine/limine.conf", "EFI/limine/limine.conf", "EFI/BOOT/limine.conf",
        "limine.cfg", "limine/limine.cfg", "boot/limine.cfg", "boot/limine/limine.cfg", "EFI/limine/limine.cfg", "EFI/BOOT/limine.cfg",
    ];

    private static readonly ImmutableArray<string> Programs = ["EFI/limine/BOOTX64.EFI", "EFI/limine/limine_x64.efi", "EFI/limine/limine.efi", "EFI/BOOT/BOOTX64.EFI"];

    /// <summary>What stands before the checksum in Limine's program (its <c>common/lib/config.c</c>); without one, zeros follow.</summary>
    private static readonly byte[] Signature = Encoding.ASCII.GetBytes("++CONFIG_B2SUM_SIGNATURE++");

    /// <summary>The menu; null when there is no configuration, or it cannot be read.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="started">What the firmware started; null when it does not tell.</param>
    /// <param name="running">The running kernel's parameters.</param>
    public static LimineMenu? Read(MachineReader reader, EfiLoadOption? started, ImmutableArray<string> running)
    {
        var beside = started?.File is { } program && program.LastIndexOf('\\') is > 0 and var end ? [program[1..end].Replace('\\', '/') + "/limine.conf"] : Array.Empty<string>();
        ImmutableArray<LimineMenu> found =
        [
            .. BootPartitions.Folders(reader.Roots)
                .SelectMany(place => beside.Concat(Places).Select(name => (Place: place, Path: $"{place}/{name}")))
                .DistinctBy(pair => pair.Path, StringComparer.OrdinalIgnoreCase)
                .Where(pair => reader.Exists(pair.Path))
                .Select(pair => reader.ReadText(pair.Path) is { } text ? LimineConfiguration.Read(reader.Roots.NameOf(pair.Path), reader.Roots.NameOf(pair.Place), text) : null)
                .OfType<LimineMenu>(),
        ];
        ImmutableArray<LimineMenu> equal = [.. found.Where(menu => LimineConfiguration.EntriesOf(menu, told: null).Any(entry => BootLoaderDecision.IsFrom(running, entry)))];
        var candidates = equal.IsEmpty ? found : equal;
        return candidates is [var first, .. var others]
            ? first with { Others = [.. others.Select(menu => menu.Path)], EnrolledIn = EnrolledProgram(reader, started) }
            : null;
    }

    private static string? EnrolledProgram(MachineReader reader, EfiLoadOption? started)
    {
        var named = started?.File is { } file ? [file.TrimStart('\\').Replace('\\', '/')] : Array.Empty<string>();
        var path = BootPartitions.Folders(reader.Roots)
            .SelectMany(place => named.Concat(Programs).Select(name => $"{place}/{name}"))
            .FirstOrDefault(path => reader.Exists(path) && reader.ReadBytesIfAllowed(path) is { } bytes && IsEnrolled(bytes));
        return path is null ? null : reader.Roots.NameOf(path);
    }

    /// <summary>True for a program of Limine's that holds the checksum of the one configuration that it takes.</summary>
    /// <param name="program">The program.</param>
    internal static bool IsEnrolled(ReadOnlySpan<byte> program)
    {
        var at = program.IndexOf(Signature);
        var checksum = at < 0 ? [] : program[(at + Signature.Length)..];
        return checksum.Length >= LimineFile.Blake2Digits && checksum[..LimineFile.Blake2Digits].IndexOfAnyExcept((byte)'0') >= 0;
    }
}
