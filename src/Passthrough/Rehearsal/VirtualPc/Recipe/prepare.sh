#!/bin/sh
# mmdebstrap's essential hook: what the packages' own scripts read while they are installed. $1 is the new root.
set -eu
mkdir -p "$1/etc/initramfs-tools/conf.d"
# Emulated processors compress with lz4 in a tenth of the time; everything else about the images is Debian's default.
echo COMPRESS=lz4 > "$1/etc/initramfs-tools/conf.d/rehearsal"
echo 'grub-efi-amd64 grub2/update_nvram boolean false' | chroot "$1" debconf-set-selections
