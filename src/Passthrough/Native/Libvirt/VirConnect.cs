using System.Runtime.InteropServices;

namespace Passthrough.Native.Libvirt;

/// <summary>virConnectOpen and what lists domains.</summary>
internal static unsafe partial class VirConnect
{
    /// <summary>Opens a connection; an invalid handle on error.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virConnectOpen", StringMarshalling = StringMarshalling.Utf8)]
    public static partial ConnectionHandle Open(string uri);

    /// <summary>All domains; negative on error.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="domains">An array to be freed with free(3), each member with virDomainFree.</param>
    /// <param name="flags">0 for all.</param>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virConnectListAllDomains")]
    public static partial int ListAllDomains(ConnectionHandle connection, out nint* domains, uint flags);
}
