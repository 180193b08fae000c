using System.Runtime.InteropServices;

namespace Passthrough.Native.Libvirt;

/// <summary>libvirt's own event loop, and events of domains.</summary>
internal static unsafe partial class VirEvent
{
    /// <summary><c>VIR_DOMAIN_EVENT_ID_LIFECYCLE</c>.</summary>
    public const int Lifecycle = 0;

    /// <summary><c>VIR_DOMAIN_EVENT_STOPPED</c>: libvirt has cleaned up after the domain's end.</summary>
    public const int Stopped = 5;

    /// <summary>Registers the default loop of this process; again is harmless. Has to come before the connection that is to have events.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virEventRegisterDefaultImpl")]
    public static partial int RegisterDefault();

    /// <summary>Runs one turn of the loop: waits until something is to be done and does it.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virEventRunDefaultImpl")]
    public static partial int RunOnce();

    /// <summary>Adds a timer; 0 milliseconds lets the loop turn at once.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virEventAddTimeout")]
    public static partial int AddTimeout(int milliseconds, delegate* unmanaged[Cdecl]<int, nint, void> callback, nint data, delegate* unmanaged[Cdecl]<nint, void> free);

    /// <summary>Removes a timer.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virEventRemoveTimeout")]
    public static partial int RemoveTimeout(int timer);

    /// <summary>Subscribes to the life of one domain; negative on error.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virConnectDomainEventRegisterAny")]
    public static partial int Register(
        ConnectionHandle connection,
        DomainHandle domain,
        int kind,
        delegate* unmanaged[Cdecl]<nint, nint, int, int, nint, void> callback,
        nint data,
        delegate* unmanaged[Cdecl]<nint, void> free);

    /// <summary>Ends a subscription.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virConnectDomainEventDeregisterAny")]
    public static partial int Deregister(ConnectionHandle connection, int callback);
}
