using Passthrough.Host;

namespace Passthrough.Planning.Initramfs;

/// <summary>The hook that initramfs-tools runs while it builds an image: <c>/etc/initramfs-tools/hooks/passthrough</c> (see initramfs-tools(7)).</summary>
public static class InitramfsHook
{
    /// <summary>The machine's own path of the hook.</summary>
    public static string Path => HostRoots.Live.Etc("initramfs-tools/hooks/passthrough");

    /// <summary>The text of a hook that adds the list as well. Without the list of devices it adds nothing and succeeds, so that it can never stop a kernel's installation.</summary>
    public const string Text = Head +
        """
        list=/etc/passthrough/isolated-devices
        [ -r "$list" ] || exit 0

        . /usr/share/initramfs-tools/hook-functions
        manual_add_modules vfio_pci vfio_iommu_type1
        mkdir -p "${DESTDIR}/etc/passthrough"
        cp -p "$list" "${DESTDIR}${list}"

        """;

    /// <summary>The text of a hook that adds the modules alone; the image has a copy of all of modprobe's configuration.</summary>
    public const string ModulesText = Head +
        """
        . /usr/share/initramfs-tools/hook-functions
        manual_add_modules vfio_pci vfio_iommu_type1

        """;

    private const string Head =
        """
        #!/bin/sh
        # Written by passthrough; 'passthrough undo' takes it back.
        # Puts what isolates the card into the initramfs.
        PREREQ=""
        prereqs() { echo "$PREREQ"; }
        case "$1" in
        prereqs)
            prereqs
            exit 0
            ;;
        esac


        """;
}
