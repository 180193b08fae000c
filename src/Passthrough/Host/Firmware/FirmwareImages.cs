using System.Collections.Immutable;
using System.Text.Json;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Firmware;

/// <summary>Reads the descriptors of firmware for guests: <c>/etc/qemu/firmware</c> over <c>/usr/share/qemu/firmware</c> (and <c>/usr/local/share</c> between), as QEMU's <c>firmware.json</c> rules.</summary>
public static class FirmwareImages
{
    private const long SmallFlashBytes = 2L << 20;
    private const long LargeFlashBytes = 4L << 20;

    /// <summary>All firmware, in the order in which it is to be preferred.</summary>
    /// <param name="reader">The machine.</param>
    public static ImmutableArray<FirmwareImage> Read(MachineReader reader)
    {
        var roots = reader.Roots;
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var folder in new[] { roots.Etc("qemu/firmware"), roots.Usr("local/share/qemu/firmware"), roots.Usr("share/qemu/firmware") })
        {
            foreach (var name in (reader.List(folder) ?? []).Where(name => name.EndsWith(".json", StringComparison.Ordinal) && !name.StartsWith('.')))
            {
                found.TryAdd(name, $"{folder}/{name}");
            }
        }

        // The file names, whatever folder they lie in, give the order. An empty file hides those of the same name in the folders after it.
        return
        [
            .. found
                .OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => reader.ReadBytes(pair.Value) is { Length: > 0 } bytes ? Parse(roots.NameOf(pair.Value), bytes) : null)
                .OfType<FirmwareImage>()
                .Select(image => WithFile(reader, image)),
        ];
    }

    /// <summary>Reads one descriptor. Never throws.</summary>
    /// <param name="path">The machine's own path of the descriptor.</param>
    /// <param name="json">The file.</param>
    /// <returns>Null for what is no descriptor.</returns>
    public static FirmwareImage? Parse(string path, ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return OfDescriptor(path, document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second is what a string with half a surrogate pair gives.
            return null;
        }
    }

    /// <summary>The size of the flash that a code image is for.</summary>
    /// <param name="path">The image.</param>
    /// <param name="rawBytes">Its length when it is a raw image; null when it is not or is unknown.</param>
    /// <returns>2 or 4 MiB; null when neither is told.</returns>
    public static int? FlashMib(string path, long? rawBytes)
    {
        // The variables take the rest of the flash: code of a 2 MiB flash is at most that long, of a 4 MiB flash always longer.
        if (rawBytes is > SmallFlashBytes / 2 and <= LargeFlashBytes)
        {
            return rawBytes <= SmallFlashBytes ? 2 : 4;
        }

        var name = path[(path.LastIndexOf('/') + 1)..];
        return name.Contains("4m", StringComparison.OrdinalIgnoreCase) ? 4
            : name.Contains("2m", StringComparison.OrdinalIgnoreCase) ? 2
            : null;
    }

    private static FirmwareImage WithFile(MachineReader reader, FirmwareImage image)
    {
        var path = reader.Roots.Locate(image.ExecutablePath);
        var isX64 = image.Targets.Any(target => target.Architecture is "x86_64") && image.Device is "flash" && image.Mode is "split";
        return image with
        {
            IsInstalled = reader.Exists(path),
            FlashMib = isX64 ? FlashMib(image.ExecutablePath, image.ExecutableFormat is null or "raw" ? reader.Length(path) : null) : null,
        };
    }

    private static FirmwareImage? OfDescriptor(string path, JsonElement root)
    {
        var mapping = Property(root, "mapping");
        var device = Text(mapping, "device");
        var executable = device is "flash" ? Property(mapping, "executable") : mapping;
        var template = device is "flash" ? Property(mapping, "nvram-template") : default;
        var interfaces = Texts(Property(root, "interface-types"));
        var targets = Items(Property(root, "targets"))
            .Select(target => Text(target, "architecture") is { } architecture ? new FirmwareTarget(architecture, Texts(Property(target, "machines"))) : null)
            .OfType<FirmwareTarget>()
            .ToImmutableArray();
        return device is not null && Text(executable, "filename") is { } code && !interfaces.IsEmpty && !targets.IsEmpty
            ? new FirmwareImage
            {
                DescriptorPath = path,
                Description = Text(root, "description"),
                Interfaces = interfaces,
                Device = device,
                Mode = device is "flash" ? Text(mapping, "mode") ?? "split" : null,
                ExecutablePath = code,
                ExecutableFormat = device is "flash" ? Text(executable, "format") : null,
                TemplatePath = Text(template, "filename"),
                TemplateFormat = Text(template, "format"),
                Targets = targets,
                Features = Texts(Property(root, "features")),
            }
            : null;
    }

    private static JsonElement Property(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    private static string? Text(JsonElement element, string name) =>
        Property(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static JsonElement.ArrayEnumerator Items(JsonElement element) => element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : default;

    private static ImmutableArray<string> Texts(JsonElement element) =>
        [.. Items(element).Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)];
}
