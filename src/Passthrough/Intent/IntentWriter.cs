using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Passthrough.Guests;

namespace Passthrough.Intent;

/// <summary>Guests as lines of the intent.</summary>
public static class IntentWriter
{
    /// <summary>The beginning of a new file.</summary>
    public static ImmutableArray<string> Header { get; } =
    [
        "# What passthrough shall do on this machine. Yours to edit: comments, order and unknown top-level keys are kept.",
        "# The format is described in docs/formats/intent.md.",
        $"schemaVersion: {IntentParser.SchemaVersion}",
    ];

    /// <summary>One guest as an item of the list.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="indent">Blanks before the dash.</param>
    public static ImmutableArray<string> LinesOf(GuestSpec guest, int indent) =>
        [.. ItemOf(guest).Select((line, index) => new string(' ', indent) + (index == 0 ? "- " : "  ") + line)];

    private static IEnumerable<string> ItemOf(GuestSpec guest)
    {
        yield return $"name: {Quote(guest.Name)}";
        yield return $"uuid: {Quote(guest.Uuid.ToString())}";
        yield return $"runtime: {(guest.Runtime == GuestRuntime.Libvirt ? "libvirt" : "qemu")}";
        yield return $"accelerator: {(guest.Accelerator == GuestAccelerator.Kvm ? "kvm" : "tcg")}";
        yield return "firmware:";
        yield return $"  kind: {(guest.Firmware.Kind == GuestFirmwareKind.Uefi ? "uefi" : "bios")}";
        foreach (var line in Optional("  code", guest.Firmware.CodePath).Concat(Optional("  variables", guest.Firmware.VariablesTemplatePath)))
        {
            yield return line;
        }

        yield return $"memoryMiB: {guest.MemoryMiB.ToString(CultureInfo.InvariantCulture)}";
        yield return $"vcpus: {guest.Vcpus.ToString(CultureInfo.InvariantCulture)}";
        yield return $"gpu: {Quote(guest.Gpu.ToString())}";
        yield return "devices:";
        foreach (var device in guest.Devices)
        {
            yield return $"  - address: {Quote(device.Address.ToString())}";
            yield return $"    identity: {Quote(device.Identity.ToString())}";
        }

        if (!guest.Disks.IsEmpty)
        {
            yield return "disks:";
        }

        foreach (var disk in guest.Disks)
        {
            yield return $"  - path: {Quote(disk.Path)}";
            yield return $"    format: {(disk.Format == GuestDiskFormat.Raw ? "raw" : "qcow2")}";
            yield return $"    type: {(disk.IsBlockDevice ? "block" : "file")}";
            yield return $"    bus: {(disk.Bus == GuestDiskBus.Virtio ? "virtio" : "sata")}";
        }

        foreach (var line in Optional("optionRom", guest.OptionRomPath)
            .Concat(Optional("optionRomBar", guest.HidesOptionRom ? "off" : null))
            .Concat(Optional("serialLog", guest.SerialLogPath)))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Optional(string key, string? value) => value is null ? [] : [$"{key}: {Quote(value)}"];

    /// <summary>Always in quotes: without them YAML reads an address as a number in base 60 and a name such as <c>no</c> as false.</summary>
    private static string Quote(string value)
    {
        var quoted = new StringBuilder(value.Length + 2).Append('"');
        foreach (var letter in value)
        {
            quoted = letter switch
            {
                '"' or '\\' => quoted.Append('\\').Append(letter),
                // Line separators, and what YAML does not count as printable.
                < ' ' or (>= '\x7f' and <= '\xa0') or '\u2028' or '\u2029' or '\ufeff' or '\ufffe' or '\uffff' =>
                    quoted.Append("\\u").Append(((int)letter).ToString("x4", CultureInfo.InvariantCulture)),
                _ => quoted.Append(letter),
            };
        }

        return quoted.Append('"').ToString();
    }
}
