using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Guests.Import.Qemu;

namespace Passthrough.Guests.Import.Proxmox;

/// <summary>Reads <c>qemu-server/VMID.conf</c>: <c>key: value</c> lines, of which many hold <c>key=value</c> between commas (qm.conf(5)). Pure.</summary>
internal static class ProxmoxSource
{
    private const string Digits = "0123456789";

    // Keys whose value is a list, with the key that its first value may leave out.
    private static readonly ImmutableDictionary<string, string> FirstKeys = ImmutableDictionary.CreateRange(StringComparer.Ordinal,
    [
        new KeyValuePair<string, string>("scsi", "file"), new("virtio", "file"), new("sata", "file"), new("ide", "file"), new("efidisk", "file"), new("tpmstate", "file"), new("unused", "file"), new("cdrom", "file"),
        new("hostpci", "host"), new("usb", "host"), new("net", "model"), new("cpu", "cputype"), new("agent", "enabled"), new("vga", "type"), new("machine", "type"), new("memory", "current"), new("audio", "device"),
        new("smbios", "uuid"), new("ivshmem", "size"), new("boot", "legacy"), new("rng", "source"), new("virtiofs", "dirid"), new("meta", "creation-qemu"), new("watchdog", "model"),
    ]);

    /// <summary>The settings of the guest as it is now: those of snapshots and of changes that wait for a restart are left out.</summary>
    public static ImmutableArray<SourcePart> Parse(string text)
    {
        var parts = ImmutableArray.CreateBuilder<SourcePart>();
        var lines = text.Split('\n');
        for (var index = 0; index < lines.Length && !lines[index].StartsWith('['); index++)
        {
            var line = lines[index].Trim();
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (line.StartsWith('#') || colon <= 0)
            {
                continue;
            }

            var key = line[..colon].Trim();
            var value = line[(colon + 1)..].Trim();
            // "smbios1" and "scsi0" are kinds with a number.
            var kind = key.TrimEnd(Digits.ToCharArray());
            var values = FirstKeys.TryGetValue(kind, out var first) ? Values(value, first) : [new SourceValue("", value)];
            parts.Add(new SourcePart($"{kind}/{key}", $"line {(index + 1).ToString(CultureInfo.InvariantCulture)}: {key}", values, []));
        }

        return parts.ToImmutable();
    }

    // A comma cannot stand in a value, unlike QEMU's.
    private static ImmutableArray<SourceValue> Values(string value, string first) =>
        [.. value.Split(',', StringSplitOptions.RemoveEmptyEntries).SelectMany((part, index) => QemuOptions.Split(part, index == 0 ? first : part, hasSigns: false))];
}
