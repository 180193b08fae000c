using Passthrough.Host;

namespace Passthrough.Planning.Initramfs;

/// <summary>
/// The script that runs in the initramfs before udev loads drivers. It knows only what klibc and busybox have, never stops the boot, and records what it did in
/// <c>/run/passthrough/isolation</c>.
/// </summary>
public static class IsolationScript
{
    /// <summary>The script for initramfs-tools, <c>/etc/initramfs-tools/scripts/init-top/passthrough</c>: the machine's own path (see initramfs-tools(7)).</summary>
    public static string Path => HostRoots.Live.Etc($"initramfs-tools/scripts/init-top/{Name}");

    /// <summary>The script's name in the image's <c>scripts/init-top/ORDER</c>.</summary>
    public const string Name = "passthrough";

    /// <summary>The script for initramfs-tools, which asks each of its scripts for what must run before it.</summary>
    public const string Text = Head + Prerequisites + Body;

    /// <summary>The script for generators that ask nothing of it.</summary>
    public const string PlainText = Head + Body;

    /// <summary>The empty file by which a start that isolated the card is known; it is gone with the next start.</summary>
    public const string MarkPath = "/run/passthrough/isolated";

    private const string Head =
        """
        #!/bin/sh
        # Written by passthrough; 'passthrough undo' takes it back.
        # Gives the listed PCI functions to vfio-pci before udev loads other drivers.

        """;

    private const string Prerequisites =
        """
        PREREQ=""
        prereqs() { echo "$PREREQ"; }
        case "$1" in
        prereqs)
            prereqs
            exit 0
            ;;
        esac


        """;

    /// <summary>It looks at every function first: when one is not what the list says, or is the display that the firmware booted with, none is taken.</summary>
    private const string Body =
        """
        list=/etc/passthrough/isolated-devices
        record=/run/passthrough/isolation
        devices=/sys/bus/pci/devices

        say() { echo "passthrough: $*" 2>/dev/null >/dev/kmsg; }
        note() { echo "$*" >>"$record"; say "$*"; }

        # The first line of a file, nothing when there is none.
        value_of() {
            value=""
            [ -r "$1" ] && read -r value <"$1"
            echo "$value"
        }

        # The name of the bound driver, - when there is none.
        driver_of() {
            link=$(readlink "$devices/$1/driver" 2>/dev/null)
            name=${link##*/}
            echo "${name:--}"
        }

        # vendor:device/subsystem as sysfs shows it, in the list's form.
        identity_of() {
            vendor=$(value_of "$devices/$1/vendor")
            device=$(value_of "$devices/$1/device")
            subvendor=$(value_of "$devices/$1/subsystem_vendor")
            subdevice=$(value_of "$devices/$1/subsystem_device")
            found="${vendor#0x}:${device#0x}"
            case "$2" in
            */*) found="$found/${subvendor#0x}:${subdevice#0x}" ;;
            esac
            echo "$found"
        }

        # Why a function must not be taken; nothing when it may be.
        objection_to() {
            identity=$(identity_of "$1" "$2")
            if [ "$identity" != "$2" ]; then
                echo "expected $2, found $identity"
            elif [ "$(value_of "$devices/$1/boot_vga")" = 1 ]; then
                echo "is the display that the firmware booted with"
            fi
        }

        for word in $(cat /proc/cmdline 2>/dev/null); do
            case "$word" in
            passthrough=off | single | recovery | rescue | emergency)
                say "not isolating anything: the kernel line has '$word'"
                exit 0
                ;;
            esac
        done

        [ -r "$list" ] || exit 0
        mkdir -p /run/passthrough 2>/dev/null
        true 2>/dev/null >"$record" || exit 0

        objections=0
        while read -r address expected rest; do
            case "$address" in
            "" | "#"*) continue ;;
            esac
            [ -d "$devices/$address" ] || continue
            [ -z "$(objection_to "$address" "$expected")" ] || objections=1
        done <"$list"

        while read -r address expected rest; do
            case "$address" in
            "" | "#"*) continue ;;
            esac
            if [ ! -d "$devices/$address" ]; then
                note "$address absent - no device at this address"
            elif [ "$objections" = 1 ]; then
                objection=$(objection_to "$address" "$expected")
                note "$address refused $(driver_of "$address") ${objection:-another listed function was refused}"
            fi
        done <"$list"
        [ "$objections" = 0 ] || exit 0

        # The driver that a function had before this script acted.
        before_of() {
            for pair in $befores; do
                case "$pair" in
                "$1="*) echo "${pair#*=}" ;;
                esac
            done
        }

        # From here on udev gives a function that is added again to vfio-pci.
        true 2>/dev/null >/run/passthrough/isolated

        # The override comes first: from then on no other driver can bind, whatever loads.
        befores=""
        while read -r address expected rest; do
            case "$address" in
            "" | "#"*) continue ;;
            esac
            [ -d "$devices/$address" ] || continue
            befores="$befores $address=$(driver_of "$address")"
            echo vfio-pci 2>/dev/null >"$devices/$address/driver_override"
        done <"$list"

        modprobe vfio_iommu_type1 2>/dev/null
        modprobe vfio-pci 2>/dev/null

        while read -r address expected rest; do
            case "$address" in
            "" | "#"*) continue ;;
            esac
            [ -d "$devices/$address" ] || continue
            before=$(before_of "$address")
            [ "$(driver_of "$address")" = vfio-pci ] || echo "$address" 2>/dev/null >/sys/bus/pci/drivers_probe
            after=$(driver_of "$address")
            if [ "$after" = vfio-pci ]; then
                note "$address bound $before"
            else
                note "$address failed $before driver is $after"
            fi
        done <"$list"
        exit 0

        """;
}
