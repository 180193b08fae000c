#!/bin/sh
# mmdebstrap's essential hook: what the packages' own scripts read while they are installed. $1 is the new root.
set -eu
mkdir -p "$1/etc/initramfs-tools/conf.d"
# Debian's defaults (every driver that any machine might need, hard compression) take an emulated processor minutes.
printf 'MODULES=list\nCOMPRESS=lz4\nCOMPRESSLEVEL=1\n' > "$1/etc/initramfs-tools/conf.d/rehearsal"
printf 'virtio_pci\nvirtio_blk\next4\n' > "$1/etc/initramfs-tools/modules"
echo 'grub-efi-amd64 grub2/update_nvram boolean false' | chroot "$1" debconf-set-selections
