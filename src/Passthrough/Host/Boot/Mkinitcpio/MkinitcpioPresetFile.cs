using System.Collections.Immutable;

namespace Passthrough.Host.Boot.Mkinitcpio;

/// <summary>Understands a preset, as mkinitcpio's <c>process_preset</c> does.</summary>
public static class MkinitcpioPresetFile
{
    /// <summary>The preset; rubbish gives one without a kernel. Never throws.</summary>
    /// <param name="path">The machine's own path of the file.</param>
    /// <param name="text">The file.</param>
    public static MkinitcpioPreset Parse(string path, string text)
    {
        var values = BashAssignments.Parse(text).GroupBy(assignment => assignment.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);
        ImmutableArray<MkinitcpioImage> images = [.. (values.GetValueOrDefault("PRESETS")?.Words ?? []).Select(name => new MkinitcpioImage(
            name, Value(values, $"{name}_image"), Value(values, $"{name}_config") ?? Value(values, "ALL_config"), Options(values.GetValueOrDefault($"{name}_options")))
        {
            UnifiedPath = values.ContainsKey($"{name}_uki") ? Value(values, $"{name}_uki") : Value(values, $"{name}_efi_image"),
            CommandLinePath = Value(values, $"{name}_cmdline") ?? Value(values, "ALL_cmdline"),
            SplashPath = Value(values, $"{name}_splash") ?? Value(values, "ALL_splash"),
        })];
        return values.Values.All(value => value is { IsCertain: true, IsAppended: false })
            ? new MkinitcpioPreset(path, Value(values, "ALL_kver"), images)
            : new MkinitcpioPreset(path, null, []);
    }

    private static string? Value(Dictionary<string, BashAssignment> values, string name) => values.GetValueOrDefault(name)?.Words is [{ Length: > 0 } value, ..] ? value : null;

    private static ImmutableArray<string> Options(BashAssignment? options) =>
        options is null ? [] : options.IsArray ? options.Words : [.. options.Words.SelectMany(word => word.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))];
}
