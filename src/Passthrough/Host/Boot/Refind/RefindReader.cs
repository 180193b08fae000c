using System.Collections.Immutable;
using Passthrough.Host.Firmware;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Boot.Refind;

/// <summary>Reads what rEFInd starts Linux with: files beside the kernels, and the stanzas of its own configuration.</summary>
internal static class RefindReader
{
    private const string BesideKernels = "refind_linux.conf";
    private const string Own = "refind.conf";

    /// <summary>The menu; null when there are none of these files.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="started">What the firmware started; null when it does not tell.</param>
    public static RefindMenu? Read(MachineReader reader, EfiLoadOption? started)
    {
        var places = BootPartitions.Folders(reader.Roots);
        var beside = places.SelectMany(place => new[] { $"{place}/{BesideKernels}" }.Concat((reader.List($"{place}/EFI") ?? []).Select(name => $"{place}/EFI/{name}/{BesideKernels}")));
        var named = started?.File is { } program && program.LastIndexOf('\\') is > 0 and var end ? [program[1..end].Replace('\\', '/')] : Array.Empty<string>();
        var own = places.SelectMany(place => named.Concat(["EFI/refind", "EFI/BOOT"]).Select(folder => $"{place}/{folder}"))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .SelectMany(folder => Texts(reader, [$"{folder}/{Own}"]).SelectMany(file => Texts(reader, RefindConfiguration.Includes(file.Text).Select(name => $"{folder}/{name.Replace('\\', '/').TrimStart('/')}")).Prepend(file)));
        ImmutableArray<(string Path, string Text)> linux = [.. Texts(reader, beside)];
        ImmutableArray<(string Path, string Text)> stanzas = [.. own.DistinctBy(file => file.Path, StringComparer.Ordinal)];
        return linux.IsEmpty && stanzas.IsEmpty
            ? null
            : new RefindMenu(
                [.. linux.SelectMany(file => RefindLinuxConfiguration.Read(file.Path, file.Text)), .. stanzas.SelectMany(file => RefindConfiguration.Read(file.Path, file.Text))],
                [.. linux.Concat(stanzas).Select(file => file.Path)]);
    }

    private static IEnumerable<(string Path, string Text)> Texts(MachineReader reader, IEnumerable<string> paths) =>
        paths.Where(reader.Exists).Select(path => reader.ReadText(path) is { } text ? (reader.Roots.NameOf(path), text) : ((string, string)?)null).OfType<(string, string)>();
}
