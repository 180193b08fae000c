using Passthrough.Host;

namespace Passthrough.Planning.Initramfs;

/// <summary>The module that dracut puts into each image: a folder of its own below <c>/usr/lib/dracut/modules.d</c> (see dracut.modules(7)).</summary>
public static class DracutModule
{
    /// <summary>The name of the hook in the image; dracut puts a number before it.</summary>
    public const string HookName = "passthrough-isolate.sh";

    /// <summary>Where the image has the isolation script.</summary>
    public const string ScriptInImage = "sbin/passthrough-isolate";

    /// <summary>The machine's own path of the module's folder.</summary>
    public static string Folder => HostRoots.Live.Usr("lib/dracut/modules.d/90passthrough");

    /// <summary>The machine's own path of what dracut asks while it builds an image.</summary>
    public static string SetupPath => $"{Folder}/module-setup.sh";

    /// <summary>The machine's own path of the isolation script.</summary>
    public static string ScriptPath => $"{Folder}/isolate.sh";

    /// <summary>The machine's own path of the hook.</summary>
    public static string HookPath => $"{Folder}/{HookName}";

    /// <summary>What dracut asks. Without the list of devices the module is left out, so that it can never stop a kernel's installation.</summary>
    public const string SetupText =
        """
        #!/bin/bash
        # Written by passthrough; 'passthrough undo' takes it back.
        # Puts vfio-pci, the list of isolated devices and the script that takes them into the initramfs.

        check() {
            [ -r /etc/passthrough/isolated-devices ]
        }

        depends() {
            return 0
        }

        # In an image for this machine alone, dracut leaves out modules that are not loaded now.
        installkernel() {
            hostonly='' instmods vfio_pci vfio_iommu_type1
        }

        install() {
            inst_multiple cat mkdir readlink modprobe
            inst_simple /etc/passthrough/isolated-devices
            inst_script "$moddir/isolate.sh" /sbin/passthrough-isolate
            inst_hook pre-udev 00 "$moddir/passthrough-isolate.sh"
        }

        """;

    /// <summary>The hook. dracut reads hooks into its own shell, which the script must not end.</summary>
    public const string HookText =
        """
        #!/bin/sh
        # Written by passthrough; 'passthrough undo' takes it back.
        /sbin/passthrough-isolate

        """;
}
