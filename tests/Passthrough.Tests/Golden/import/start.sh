#!/bin/bash
# Windows with the card.
NAME="win10"
IMAGES=/srv/images
RAM=8G
modprobe vfio-pci
ARGS=( -name "$NAME" -enable-kvm -machine q35,kernel_irqchip=on )
ARGS+=( -cpu 'host,kvm=off,hv_relaxed,hv_vapic,hv_vendor_id=1234567890ab,-hypervisor' ) # hides
ARGS+=( -smp 8,sockets=1,cores=4,threads=2 -m "${RAM}" -mem-path /dev/hugepages -mem-prealloc )
if [ -n "$DEBUG" ]; then
  ARGS+=( -monitor stdio )
fi
export QEMU_AUDIO_DRV=pa
sudo taskset -c 2-9 qemu-system-x86_64 \
  "${ARGS[@]}" \
  -drive if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd \
  -drive "if=pflash,format=raw,file=${IMAGES}/win10_VARS.fd" \
  -device pcie-root-port,id=rp1,slot=1 \
  -device vfio-pci,host=01:00.0,bus=rp1,addr=00.0,multifunction=on,x-vga=on \
  -device vfio-pci,host=01:00.1,bus=rp1,addr=00.1 \
  -device vfio-pci,host=04:00.0 \
  -object iothread,id=io1 \
  -device virtio-scsi-pci,id=scsi0,iothread=io1 \
  -drive file=$IMAGES/win10.qcow2,id=d0,if=none,format=qcow2,cache=none,aio=native,discard=unmap \
  -device scsi-hd,drive=d0,bootindex=0 \
  -drive file=games.img,format=raw,if=virtio \
  -cdrom "$HOME/virtio win.iso" \
  -netdev tap,id=n0,ifname=tap0,script=no,downscript=no -device virtio-net-pci,netdev=n0,mac=52:54:00:11:22:33 \
  -netdev user,id=n1,hostfwd=tcp::2222-:22 -device e1000,netdev=n1 \
  -object input-linux,id=kbd,evdev=/dev/input/by-id/k-event-kbd,grab_all=on,repeat=on,grab-toggle=ctrl-scrolllock \
  -audiodev pa,id=snd,server=unix:/run/user/1000/pulse/native -device ich9-intel-hda -device hda-micro,audiodev=snd \
  -object memory-backend-file,id=lg,share=on,mem-path=/dev/kvmfr0,size=128M -device ivshmem-plain,memdev=lg \
  -device usb-host,vendorid=0x046d,productid=0xc52b \
  -device vhost-user-fs-pci,chardev=fs,tag=home \
  -rtc base=localtime -vga none -display none -serial none --no-such-option x
