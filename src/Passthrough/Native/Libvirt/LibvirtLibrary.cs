using System.Runtime.InteropServices;
using Passthrough.Failures;

namespace Passthrough.Native.Libvirt;

/// <summary>The libraries, loaded on first use.</summary>
internal static class LibvirtLibrary
{
    /// <summary>The client library.</summary>
    public const string Name = "libvirt.so.0";

    /// <summary>The part of it that speaks about QEMU only.</summary>
    public const string QemuName = "libvirt-qemu.so.0";

    /// <summary>Passes when a library can be loaded.</summary>
    /// <exception cref="HypervisorException">It is not installed; names the package.</exception>
    public static void Require(string name)
    {
        // It stays loaded: what P/Invoke loads next is the same library.
        if (!NativeLibrary.TryLoad(name, out _))
        {
            throw new HypervisorException(
                $"libvirt's library {name} is not installed", name, "install the package 'libvirt0' (Debian, Ubuntu), 'libvirt-libs' (Fedora) or 'libvirt' (Arch), or use --runtime qemu");
        }
    }
}
