using System.Runtime.InteropServices;

namespace Passthrough.Native.Libvirt;

/// <summary>A virConnectPtr.</summary>
internal sealed partial class ConnectionHandle() : SafeHandle(0, ownsHandle: true)
{
    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Close(handle) >= 0;

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virConnectClose")]
    private static partial int Close(nint connection);
}
