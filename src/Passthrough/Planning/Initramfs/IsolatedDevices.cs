using System.Collections.Immutable;
using System.Text;
using Passthrough.Host;

namespace Passthrough.Planning.Initramfs;

/// <summary>The list of functions that the isolation script takes in the initramfs: <c>/etc/passthrough/isolated-devices</c>.</summary>
public static class IsolatedDevices
{
    /// <summary>The machine's own path of the list.</summary>
    public static string Path => HostRoots.Live.Etc("passthrough/isolated-devices");

    /// <summary>The file's text: a comment, then one line a function, address and identity.</summary>
    /// <param name="devices">The functions, in order.</param>
    public static string Text(ImmutableArray<DeviceIdentity> devices)
    {
        var text = new StringBuilder(
            """
            # Written by passthrough; 'passthrough undo' takes it back.
            # PCI functions that vfio-pci takes in the initramfs, before any other driver:
            # address, then vendor:device/subsystem that must be found there. At another
            # identity, or on the card that the firmware booted with, nothing is bound.
            # To boot once without this, add passthrough=off to the kernel line in the boot menu (press e there).

            """);
        foreach (var device in devices)
        {
            text.Append(device.Address).Append(' ').Append(device.Identity).Append('\n');
        }

        return text.ToString();
    }
}
