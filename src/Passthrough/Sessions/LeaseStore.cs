using System.Text.Json;
using Passthrough.Changes;
using Passthrough.Changes.Files;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Host;
using Passthrough.Host.Reading;

namespace Passthrough.Sessions;

/// <summary>The leases of one machine.</summary>
internal static class LeaseStore
{
    /// <summary>The lease of a guest; null when there is none, or when what is there is none (a power cut may leave that; it holds nothing then).</summary>
    public static GuestLease? Read(HostRoots roots, string guest)
    {
        var bytes = new MachineReader(roots).ReadBytes(roots.Locate(GuestPaths.Of(roots, guest).Lease));
        try
        {
            return bytes is null ? null : JsonSerializer.Deserialize(bytes, GuestLeaseJson.Default.GuestLease);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes a lease, on disk when this returns.</summary>
    /// <exception cref="RefusedException">The file system refused.</exception>
    public static void Write(HostRoots roots, GuestLease lease)
    {
        var path = GuestPaths.Of(roots, lease.Guest).Lease;
        try
        {
            Directory.CreateDirectory(roots.Locate(Path.GetDirectoryName(path)!));
            DurableFile.Write(roots.Locate(path), JsonSerializer.SerializeToUtf8Bytes(lease, GuestLeaseJson.Default.GuestLease));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"the lease '{path}' cannot be written: {exception.Message}; the guest was not started", path, null, ErrnoOf.Exception(exception), exception);
        }
    }

    /// <summary>Gives a lease back.</summary>
    public static void Remove(HostRoots roots, string guest) => DurableFile.Remove(roots.Locate(GuestPaths.Of(roots, guest).Lease));
}
