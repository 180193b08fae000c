using System.Runtime.InteropServices;

namespace Passthrough.Native.Libvirt;

/// <summary>A virDomainPtr.</summary>
internal sealed partial class DomainHandle() : SafeHandle(0, ownsHandle: true)
{
    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Takes over a pointer that libvirt gave.</summary>
    public static DomainHandle Of(nint pointer)
    {
        var domain = new DomainHandle();
        domain.SetHandle(pointer);
        return domain;
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Free(handle) == 0;

    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainFree")]
    private static partial int Free(nint domain);
}
