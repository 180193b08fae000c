using Passthrough.Host;

namespace Passthrough.Planning.Initramfs;

/// <summary>The drivers that dracut puts into each image and loads before udev begins (dracut.conf(5), <c>force_drivers</c>).</summary>
public static class DracutDrivers
{
    /// <summary>The file's text.</summary>
    public const string Text =
        """
        # Written by passthrough; 'passthrough undo' takes it back.
        force_drivers+=" vfio_pci vfio_iommu_type1 "

        """;

    /// <summary>The machine's own path of the file.</summary>
    public static string Path => HostRoots.Live.Etc("dracut.conf.d/90-passthrough.conf");
}
