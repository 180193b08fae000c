#!/bin/bash
# mmdebstrap's customize hook: turns the installed root ($1) into a bootable disk, without loop devices and without mounting anything.
# Set by the caller: RECIPE (this folder), OUT (where the disk goes), ROOT_UUID, ROOT_PARTUUID, ESP_ID, CONTROL_PORT.
set -euo pipefail
root=$1
[ -d "$root/etc" ]

echo virtual-pc > "$root/etc/hostname"
echo '127.0.0.1 localhost virtual-pc' > "$root/etc/hosts"
cat > "$root/etc/fstab" <<E2
UUID=$ROOT_UUID / ext4 errors=remount-ro 0 1
UUID=${ESP_ID:0:4}-${ESP_ID:4} /boot/efi vfat umask=0077,noauto 0 0
LABEL=passthrough /opt/passthrough ext4 ro,nofail,x-systemd.device-timeout=0 0 0
E2
mkdir -p "$root/boot/efi" "$root/opt/passthrough" "$root/boot/grub/x86_64-efi"
ln -s /opt/passthrough/passthrough "$root/usr/local/bin/passthrough"
cp "$root"/usr/lib/grub/x86_64-efi/*.mod "$root"/usr/lib/grub/x86_64-efi/*.lst "$root/boot/grub/x86_64-efi/"
od -An -tx1 -N16 /dev/urandom | tr -d ' \n' > "$root/etc/machine-id"
echo >> "$root/etc/machine-id"

# The control port: a root shell for the host.
install -m 755 "$RECIPE/control.sh" "$root/usr/local/sbin/rehearsal-control"
sed "s/@CONTROL_PORT@/$CONTROL_PORT/" "$RECIPE/control.service" > "$root/etc/systemd/system/rehearsal-control.service"
ln -s ../rehearsal-control.service "$root/etc/systemd/system/multi-user.target.wants/rehearsal-control.service"

# Where a boot stands still is on the console then, whatever 'quiet' asks for.
mkdir -p "$root/etc/systemd/system.conf.d"
printf '[Manager]\nShowStatus=yes\n' > "$root/etc/systemd/system.conf.d/rehearsal.conf"

# What only costs time on a machine that lives for minutes and has no network, clock source or console.
for unit in apt-daily.timer apt-daily-upgrade.timer fstrim.timer e2scrub_all.timer e2scrub_reap.service dpkg-db-backup.timer getty@.service \
    serial-getty@.service console-getty.service systemd-ask-password-wall.path systemd-ask-password-console.path ldconfig.service \
    systemd-hwdb-update.service systemd-binfmt.service libvirt-guests.service systemd-timesyncd.service systemd-networkd.service \
    systemd-pstore.service systemd-boot-update.service systemd-update-utmp.service systemd-update-utmp-runlevel.service systemd-logind.service \
    dev-mqueue.mount sys-kernel-tracing.mount; do
    ln -sf /dev/null "$root/etc/systemd/system/$unit"
done
# libvirt is started by its socket when somebody asks for it.
for unit in libvirtd.service virtlogd.service virtlockd.service; do
    rm -f "$root"/etc/systemd/system/*.wants/$unit
done
touch "$root/etc/.updated" "$root/var/.updated"

# The text console goes to whichever display has a driver first. Where that is the emulated Radeon, its driver divides by zero (r100_bandwidth_update)
# with the console locked, and all that prints stands still: the boot card's driver comes first.
printf 'softdep radeon pre: bochs\n' > "$root/etc/modprobe.d/rehearsal.conf"

# Debian's kernel uses an IOMMU by default (CONFIG_INTEL_IOMMU_DEFAULT_ON_INTGPU_OFF), others do not: this machine begins with it off.
# On a busy host an emulated timer is late, which the kernel would take for a broken one (no_timer_check).
cat > "$root/etc/default/grub" <<'E2'
# If you change this file, run 'update-grub' afterwards to update
# /boot/grub/grub.cfg.
GRUB_DEFAULT=0
GRUB_TIMEOUT=0
GRUB_DISTRIBUTOR=`lsb_release -i -s 2> /dev/null || echo Debian`
GRUB_CMDLINE_LINUX_DEFAULT="quiet intel_iommu=off"
GRUB_CMDLINE_LINUX="console=ttyS0 mitigations=off no_timer_check"
GRUB_TERMINAL=serial
GRUB_DISABLE_OS_PROBER=true
E2

# No other systems to look for.
chmod -x "$root/etc/grub.d/20_linux_xen" "$root/etc/grub.d/30_os-prober"

# GRUB's generated configuration, by grub-mkconfig itself; grub-probe alone needs a stand-in because the disk does not exist yet.
mv "$root/usr/sbin/grub-probe" "$root/usr/sbin/grub-probe.real"
cat > "$root/usr/sbin/grub-probe" <<E2
#!/bin/sh
target=
for argument; do case "\$argument" in --target=*) target=\${argument#--target=};; esac; done
case "\$target" in
    device) echo /dev/vda2;; fs_uuid) echo $ROOT_UUID;; partuuid) echo $ROOT_PARTUUID;; fs) echo ext2;; partmap) echo gpt;;
    compatibility_hint) echo hd0,gpt2;; hints_string) echo "--hint-efi=hd0,gpt2";;
esac
E2
chmod 755 "$root/usr/sbin/grub-probe"
mkdir -p "$root/dev/disk/by-uuid"
: > "$root/dev/disk/by-uuid/$ROOT_UUID"
# As grub-install does.
chroot "$root" grub-editenv /boot/grub/grubenv create
chroot "$root" grub-mkconfig -o /boot/grub/grub.cfg
rm -rf "$root/dev/disk"
mv "$root/usr/sbin/grub-probe.real" "$root/usr/sbin/grub-probe"

# The guest that will own the card: GRUB alone, which lists its PCI bus on the serial line.
share=/usr/share/passthrough-rehearsal
mkdir -p "$root$share"
cp "$RECIPE/guest.cfg" "$root$share/guest.cfg"
chroot "$root" grub-mkimage -O i386-pc -c "$share/guest.cfg" -p /boot/grub -o "$share/core.img" biosdisk serial terminal pci lspci setpci echo minicmd sleep
cat "$root/usr/lib/grub/i386-pc/boot.img" "$root$share/core.img" > "$root$share/guest.img"
truncate -s 1M "$root$share/guest.img"

# The loader on the EFI system partition hands over to the generated configuration on the root file system, and knows the modules there.
printf 'search.fs_uuid %s root\nset prefix=($root)/boot/grub\nnormal $prefix/grub.cfg\n' "$ROOT_UUID" > "$root/tmp/stub.cfg"
chroot "$root" grub-mkimage -O x86_64-efi -c /tmp/stub.cfg -p /boot/grub -o /tmp/grub.efi part_gpt ext2 fat search search_fs_uuid \
    search_label configfile normal linux echo test ls serial terminal gzio minicmd cat reboot halt all_video efi_gop
mv "$root/tmp/grub.efi" "$OUT/grub.efi"
cp "$root/usr/share/OVMF/OVMF_CODE_4M.fd" "$OUT/uefi-code.fd"
cp "$root/usr/share/OVMF/OVMF_VARS_4M.fd" "$OUT/uefi-variables.fd"
# For tests of machines that other network managers configure, other boot loaders start, or whose packages are changed: what they need, a folder for each, not installed, which would cost every machine time at its start.
rm -rf "$root"/var/cache/apt/archives/*.deb
for packages in network-manager "ifupdown bridge-utils isc-dhcp-client" netplan.io apt "btrfs-progs fdisk" refind lvm2; do
    folder=$root$share/packages/${packages%% *}
    mkdir -p "$folder"
    # The words are several packages.
    # shellcheck disable=SC2086
    APT_CONFIG=$MMDEBSTRAP_APT_CONFIG apt-get -qq --yes --no-install-recommends --download-only install $packages
    mv "$root"/var/cache/apt/archives/*.deb "$folder/"
done
rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/var/log/*.log "$root/tmp/stub.cfg"

# The disk: GPT, EFI system partition at 1 MiB with room for kernels and images, then the root.
disk=$OUT/base.raw
esp=160
truncate -s 4G "$disk"
sfdisk -q "$disk" <<E2
label: gpt
start=1MiB, size=${esp}MiB, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B
start=$((esp + 1))MiB, type=0FC63DAF-8483-4772-8E79-3D69D8477DE4, uuid=$ROOT_PARTUUID
E2
truncate -s ${esp}M "$root/tmp/esp.img"
chroot "$root" mkfs.vfat -n ESP -i "$ESP_ID" /tmp/esp.img >/dev/null
mmd -i "$root/tmp/esp.img" ::/EFI ::/EFI/BOOT
mcopy -i "$root/tmp/esp.img" "$OUT/grub.efi" ::/EFI/BOOT/BOOTX64.EFI
dd if="$root/tmp/esp.img" of="$disk" bs=1M seek=1 conv=notrunc status=none
rm "$root/tmp/esp.img"
# In a mount name space of its own, so that what is mounted below the root (proc, sys, dev) is not copied.
unshare -m sh -c '
    for mounted in proc sys dev/pts dev/shm; do umount -R "$1/$mounted" 2>/dev/null || true; done
    exec mke2fs -q -t ext4 -d "$1" -U "$2" -L root -m 0 -N 100000 -O ^metadata_csum_seed,^orphan_file \
        -E offset=$(($4 * 1048576)),lazy_itable_init=0,lazy_journal_init=0,assume_storage_prezeroed=1 "$3" $(((4096 - $4 - 1) * 1024))k
' mkroot "$root" "$ROOT_UUID" "$disk" "$((esp + 1))"
chmod 644 "$disk" "$OUT"/uefi-*.fd
