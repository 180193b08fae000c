using Passthrough.Host;

namespace Passthrough.Planning.Initramfs;

/// <summary>The hook that mkinitcpio runs while it builds an image, and what the image then runs (mkinitcpio(8), "About build hooks" and "About runtime hooks").</summary>
public static class MkinitcpioHook
{
    /// <summary>The hook's name in <c>HOOKS</c>.</summary>
    public const string Name = "passthrough";

    /// <summary>Where the image has the isolation script.</summary>
    public const string ScriptInImage = "usr/bin/passthrough-isolate";

    /// <summary>The unit by which an image with systemd runs it.</summary>
    public const string UnitName = "passthrough-isolate.service";

    /// <summary>The machine's own path of what mkinitcpio runs while it builds.</summary>
    public static string BuildPath => HostRoots.Live.Etc($"initcpio/install/{Name}");

    /// <summary>The machine's own path of what an image with busybox runs.</summary>
    public static string RunPath => HostRoots.Live.Etc($"initcpio/hooks/{Name}");

    /// <summary>The machine's own path of the isolation script.</summary>
    public static string ScriptPath => HostRoots.Live.Etc("initcpio/passthrough/isolate.sh");

    /// <summary>The machine's own path of the unit.</summary>
    public static string UnitPath => HostRoots.Live.Etc($"initcpio/passthrough/{UnitName}");

    /// <summary>
    /// What mkinitcpio runs while it builds. Without the list of devices it adds nothing and succeeds, so that it can never stop a kernel's installation. Last in <c>HOOKS</c>, it finds what others put
    /// there: programs are added only where no hook before has.
    /// </summary>
    public const string BuildText =
        """
        #!/bin/bash
        # Written by passthrough; 'passthrough undo' takes it back.

        build() {
            local program unit=/usr/lib/systemd/system/passthrough-isolate.service

            [[ -r /etc/passthrough/isolated-devices ]] || return 0
            add_module vfio_pci
            add_module vfio_iommu_type1
            add_file /etc/passthrough/isolated-devices
            for program in sh cat mkdir readlink modprobe; do
                [[ -e "$BUILDROOT/usr/bin/$program" ]] || add_binary "$program" "/usr/bin/$program"
            done
            add_file /etc/initcpio/passthrough/isolate.sh /usr/bin/passthrough-isolate 755
            if [[ -e "$BUILDROOT/usr/lib/systemd/systemd" ]]; then
                add_file /etc/initcpio/passthrough/passthrough-isolate.service "$unit" 644
                add_symlink /usr/lib/systemd/system/sysinit.target.wants/passthrough-isolate.service "$unit"
            else
                add_runscript
            fi
        }

        help() {
            echo 'Gives the PCI functions in /etc/passthrough/isolated-devices to vfio-pci before udev loads other drivers.'
        }

        """;

    /// <summary>What mkinitcpio runs while it builds an image that shall hold the modules and the order of loading alone.</summary>
    public const string ModulesText =
        """
        #!/bin/bash
        # Written by passthrough; 'passthrough undo' takes it back.

        build() {
            add_module vfio_pci
            add_module vfio_iommu_type1
            add_file /etc/modprobe.d/passthrough-vfio.conf
        }

        help() {
            echo 'Has vfio-pci loaded before the drivers that /etc/modprobe.d/passthrough-vfio.conf names.'
        }

        """;

    /// <summary>What an image with busybox runs: an early hook comes before modules are loaded and before udev is told of any device. Hooks are read into one shell, which the script must not end.</summary>
    public const string RunText =
        """
        #!/usr/bin/ash
        # Written by passthrough; 'passthrough undo' takes it back.

        run_earlyhook() {
            /usr/bin/passthrough-isolate
        }

        """;

    /// <summary>What an image with systemd runs before it loads modules and starts udev.</summary>
    public const string UnitText =
        """
        # Written by passthrough; 'passthrough undo' takes it back.
        [Unit]
        Description=Give listed PCI functions to vfio-pci
        DefaultDependencies=no
        Before=sysinit.target systemd-modules-load.service systemd-udevd.service systemd-udev-trigger.service

        [Service]
        Type=oneshot
        RemainAfterExit=yes
        ExecStart=/usr/bin/passthrough-isolate

        """;
}
