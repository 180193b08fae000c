using System.Collections.Immutable;
using System.Text.Json;
using Passthrough.Changes;
using Passthrough.Changes.Files;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Host;
using Passthrough.Host.Reading;

namespace Passthrough.Sessions;

/// <summary>The records of what guests have from one machine, in <c>/run</c>: a reboot gives everything back by itself.</summary>
internal static class SessionStore
{
    private const string Ending = ".json";

    /// <summary>The record of a guest; null when there is none, or when what is there is none.</summary>
    public static SessionRecord? Read(HostRoots roots, string guest)
    {
        var bytes = new MachineReader(roots).ReadBytes(PathOf(roots, guest));
        try
        {
            return bytes is null ? null : JsonSerializer.Deserialize(bytes, SessionRecordJson.Default.SessionRecord);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>All records, ordered by guest.</summary>
    public static ImmutableArray<SessionRecord> ReadAll(HostRoots roots) =>
    [
        .. (new MachineReader(roots).List(Path.GetDirectoryName(PathOf(roots, "any"))!) ?? [])
            .Where(name => name.EndsWith(Ending, StringComparison.Ordinal))
            .Select(name => Read(roots, name[..^Ending.Length]))
            .OfType<SessionRecord>(),
    ];

    /// <summary>Writes a record, on disk when this returns.</summary>
    /// <exception cref="RefusedException">The file system refused.</exception>
    public static void Write(HostRoots roots, SessionRecord record)
    {
        var path = PathOf(roots, record.Guest);
        try
        {
            RuntimeFolder.EnsureFor(roots, path);
            DurableFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(record, SessionRecordJson.Default.SessionRecord));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"what '{record.Guest}' has from the host cannot be written down: {exception.Message}", roots.NameOf(path), null, ErrnoOf.Exception(exception), exception);
        }
    }

    /// <summary>Forgets a guest that has nothing any more.</summary>
    public static void Remove(HostRoots roots, string guest) => DurableFile.Remove(PathOf(roots, guest));

    /// <summary>Where a guest's record is.</summary>
    public static string PathOf(HostRoots roots, string guest) => roots.Locate(GuestPaths.Of(roots, guest).Session);
}
