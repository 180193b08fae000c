using Passthrough.Host;

namespace Passthrough.Planning.Initramfs;

/// <summary>The hook that initramfs-tools runs while it builds an image: <c>/etc/initramfs-tools/hooks/passthrough</c> (see initramfs-tools(7)).</summary>
public static class InitramfsHook
{
    /// <summary>The machine's own path of the hook.</summary>
    public static string Path => HostRoots.Live.Etc("initramfs-tools/hooks/passthrough");

    /// <summary>The hook's text. Without the list of devices it adds nothing and succeeds, so that it can never stop a kernel's installation.</summary>
    public const string Text =
        """
        #!/bin/sh
        # Written by passthrough; 'passthrough undo' takes it back.
        # Puts vfio-pci and the list of isolated devices into the initramfs.
        PREREQ=""
        prereqs() { echo "$PREREQ"; }
        case "$1" in
        prereqs)
            prereqs
            exit 0
            ;;
        esac

        list=/etc/passthrough/isolated-devices
        [ -r "$list" ] || exit 0

        . /usr/share/initramfs-tools/hook-functions
        manual_add_modules vfio_pci vfio_iommu_type1
        mkdir -p "${DESTDIR}/etc/passthrough"
        cp -p "$list" "${DESTDIR}${list}"

        """;
}
