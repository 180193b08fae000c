using System.Collections.Immutable;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Network;

/// <summary>Reads netplan's files (netplan-generate(8)).</summary>
internal static class NetplanReader
{
    /// <summary>The files; null when there are none.</summary>
    /// <param name="reader">The machine.</param>
    public static NetplanFacts? Read(MachineReader reader)
    {
        var roots = reader.Roots;
        var hasClosed = false;
        var files = ImmutableArray.CreateBuilder<TextFile>();
        foreach (var (_, path) in new[] { roots.Run("netplan"), roots.Etc("netplan"), roots.Usr("lib/netplan") }
            .SelectMany(folder => (reader.ListIfAllowed(folder, out _) ?? []).Where(name => name.EndsWith(".yaml", StringComparison.Ordinal)).Select(name => (Name: name, Path: $"{folder}/{name}")))
            .DistinctBy(file => file.Name, StringComparer.Ordinal)
            .OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            if (reader.ReadFileIfAllowed(path, out var isDenied) is { } file)
            {
                files.Add(file);
            }

            hasClosed |= isDenied;
        }

        return files.Count == 0 && !hasClosed ? null : new NetplanFacts(files.ToImmutable(), hasClosed, IsWrittenByCloudInit(reader));
    }

    private static bool IsWrittenByCloudInit(MachineReader reader)
    {
        var roots = reader.Roots;
        var folder = roots.Etc("cloud/cloud.cfg.d");
        return reader.Exists(roots.Etc("cloud/cloud.cfg")) && !reader.Exists(roots.Etc("cloud/cloud-init.disabled"))
            && !(reader.List(folder) ?? []).Where(name => name.EndsWith(".cfg", StringComparison.Ordinal)).Select(name => reader.ReadText($"{folder}/{name}")).Append(reader.ReadText(roots.Etc("cloud/cloud.cfg"))).Any(SwitchesOff);
    }

    // "network: {config: disabled}", in one line or in two.
    private static bool SwitchesOff(string? text) =>
        string.Concat((text ?? "").Split('\n').Where(line => !line.TrimStart().StartsWith('#')).SelectMany(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
            is var words && (words.Contains("network:{config:disabled}", StringComparison.Ordinal) || words.Contains("network:config:disabled", StringComparison.Ordinal));
}
