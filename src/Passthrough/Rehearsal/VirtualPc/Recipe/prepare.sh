#!/bin/sh
# mmdebstrap's essential hook: what the packages' own scripts read while they are installed. $1 is the new root.
set -eu
mkdir -p "$1/etc/initramfs-tools/conf.d"
# An emulated processor needs minutes for Debian's compression; everything else about the images is Debian's default.
printf 'COMPRESS=lz4\nCOMPRESSLEVEL=1\n' > "$1/etc/initramfs-tools/conf.d/rehearsal"
echo 'grub-efi-amd64 grub2/update_nvram boolean false' | chroot "$1" debconf-set-selections
