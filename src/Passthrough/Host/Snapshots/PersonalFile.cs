using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Passthrough.Host.Snapshots;

/// <summary>What a file is, told by its path.</summary>
internal static partial class PersonalFile
{
    private static readonly FrozenSet<string> SerialNames = FrozenSet.Create(
        StringComparer.Ordinal,
        "serial", "serial_number", "product_serial", "board_serial", "chassis_serial", "product_uuid", "board_asset_tag", "chassis_asset_tag", "product_asset_tag", "wwid", "wwn",
        "eui", "nguid", "unique_id", "uniq", "subsysnqn", "hostnqn", "hostid", "cid", "ieee1284_id", "idSerial", "systemid");

    private static readonly FrozenSet<string> HostNameFiles = FrozenSet.Create(
        StringComparer.Ordinal, "/etc/hostname", "/etc/mailname", "/proc/sys/kernel/hostname", "/proc/sys/kernel/domainname");

    /// <summary>True for a file of sysfs that holds one serial number and nothing else.</summary>
    public static bool IsSerial(string path) => path.StartsWith("/sys/", StringComparison.Ordinal) && SerialNames.Contains(path[(path.LastIndexOf('/') + 1)..]);

    /// <summary>True for a file that holds the machine's name and nothing else.</summary>
    public static bool IsHostName(string path) => HostNameFiles.Contains(path);

    /// <summary>Why a file is left out whole; null when it is not.</summary>
    /// <param name="path">The machine's own path.</param>
    /// <param name="isBinary">True when it has zero bytes.</param>
    public static string? ReasonToLeaveOut(string path, bool isBinary) =>
        Private().IsMatch(path) ? "holds keys, serial numbers or other people's names"
        : isBinary && !KnownBinary().IsMatch(path) ? "binary, and not known to be free of personal data"
        : null;

    /// <summary>True for what a distribution ships: the same on every machine that has it.</summary>
    public static bool IsShipped(string path) =>
        path.StartsWith("/usr/", StringComparison.Ordinal) || path.StartsWith("/lib/", StringComparison.Ordinal) || path is "/etc/os-release" or "/proc/version" or "/proc/modules";

    /// <summary>True for sysfs, where neither addresses of networks nor people's names are; the file behind a loop device is somebody's.</summary>
    public static bool IsSys(string path) => path.StartsWith("/sys/", StringComparison.Ordinal) && !path.EndsWith("/loop/backing_file", StringComparison.Ordinal);

    /// <summary>True below EFI's variables, whose names end with the UUIDs of their owners.</summary>
    public static bool IsEfiVariable(string path) => path.StartsWith("/sys/firmware/efi/efivars/", StringComparison.Ordinal);

    [GeneratedRegex(@"/environ$|/vpd(?:_pg\w+)?$|/firmware/acpi/tables/(?:data/.*|MSDM|SLIC)$|/firmware/dmi/(?:tables/.*|entries/.*/raw)$|^/etc/(?:g?shadow-?|hosts|resolv\.conf|ssh/.*)$|\.(?:key|pem|p12)$|random-seed$|/efivars/(?:Boot[0-9A-Fa-f]{4}|Platform\w*Key|dbx?|KEK|PK)-", RegexOptions.None, Patience.Milliseconds)]
    private static partial Regex Private();

    [GeneratedRegex(@"^/sys/(?:.*/(?:config|edid|rom|descriptors|bos_descriptors|report_descriptor)$|firmware/acpi/tables/|firmware/efi/efivars/|devices/.*/iommu/)|^/proc/[0-9]+/cmdline$|^/boot/grub2?/grubenv$", RegexOptions.None, Patience.Milliseconds)]
    private static partial Regex KnownBinary();
}
