using System.Collections.Immutable;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Network;

/// <summary>Reads what a bridge over one interface rests on.</summary>
public static class PortReader
{
    private const string NetworkdFolder = "systemd/network";
    private const string ProfileFolder = "NetworkManager/system-connections";

    /// <summary>Everything about one interface.</summary>
    /// <param name="reader">The machine.</param>
    /// <param name="device">The interface.</param>
    public static PortFacts Read(MachineReader reader, NetworkInterface device)
    {
        var roots = reader.Roots;
        var index = device.Index?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none";
        var connection = ManagerState.Connection(reader.ReadText(roots.Run($"NetworkManager/devices/{index}")));
        var (profile, isClosed) = ReadProfile(reader, connection);
        return new PortFacts(
            device,
            reader.ReadLine(roots.Sys($"class/net/{device.Name}/address")),
            RouteTables.Gateway(reader.ReadText(roots.Proc("net/route")), reader.ReadText(roots.Proc("net/ipv6_route")), device.Name),
            ReadNetworkd(reader, ManagerState.NetworkFile(reader.ReadText(roots.Run($"systemd/netif/links/{index}")))),
            ManagerState.ClientId(reader.ReadText(roots.Run($"systemd/netif/leases/{index}"))),
            connection,
            profile,
            isClosed,
            [.. new[] { NetworkdFolder, ProfileFolder }.SelectMany(folder => reader.List(roots.Etc(folder)) ?? [])],
            reader.Exists(roots.Run("systemd/system")))
        {
            Ifupdown = IfupdownReader.Read(reader, device.Name),
            Netplan = NetplanReader.Read(reader),
        };
    }

    // Of drop-ins with one name, the first folder's counts; all are read in the order of their names (systemd.network(5)).
    private static ImmutableArray<TextFile> ReadNetworkd(MachineReader reader, string? path)
    {
        if (path is null || reader.ReadFile(reader.Roots.Locate(path)) is not { } file)
        {
            return [];
        }

        var roots = reader.Roots;
        var dropIns = $"{NetworkdFolder}/{path[(path.LastIndexOf('/') + 1)..]}.d";
        var files = new[] { roots.Etc(dropIns), roots.Run(dropIns), roots.Usr($"local/lib/{dropIns}"), roots.Usr($"lib/{dropIns}") }
            .SelectMany(folder => (reader.List(folder) ?? []).Where(name => name.EndsWith(".conf", StringComparison.Ordinal)).Select(name => (Name: name, Path: $"{folder}/{name}")))
            .DistinctBy(file => file.Name, StringComparer.Ordinal)
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => reader.ReadFile(file.Path));
        return [file, .. files.OfType<TextFile>()];
    }

    private static (TextFile? Profile, bool IsClosed) ReadProfile(MachineReader reader, string? connection)
    {
        var isClosed = false;
        if (connection is null)
        {
            return (null, isClosed);
        }

        var roots = reader.Roots;
        foreach (var path in new[] { roots.Etc(ProfileFolder), roots.Run(ProfileFolder), roots.Usr($"lib/{ProfileFolder}") }
            .SelectMany(folder => (reader.ListIfAllowed(folder, out _) ?? []).Select(name => $"{folder}/{name}")))
        {
            var profile = reader.ReadFileIfAllowed(path, out var isDenied);
            isClosed |= isDenied;
            if (profile is { } file
                && string.Equals(IniSection.Value(IniSection.Parse(file.Text, hasLongLines: false), "connection", "uuid"), connection, StringComparison.Ordinal))
            {
                return (file, false);
            }
        }

        return (null, isClosed);
    }
}
