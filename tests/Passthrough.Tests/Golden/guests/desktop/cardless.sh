#!/bin/sh
# Guest cardless. Run as root.
# What 'passthrough guest start' does beside it is yours to do:
# - 52:54:00:a7:0b:e0 is in QEMU's own network: a macvtap on enp7s0 is libvirt's
# - let those who shall see the guest open the socket of its window, /run/passthrough/guests/cardless.spice (chgrp, chmod): it is root's
set -eu
mkdir -p /run/passthrough/guests /var/lib/passthrough/guests
[ -e /var/lib/passthrough/guests/cardless_VARS.fd ] || cp /usr/share/OVMF/OVMF_VARS_4M.fd /var/lib/passthrough/guests/cardless_VARS.fd
exec /usr/bin/qemu-system-x86_64 \
  -name guest=cardless,debug-threads=on \
  -uuid 32be31e1-4dab-8ab7-9072-51c7b18f65e5 \
  -no-user-config \
  -nodefaults \
  -machine q35,accel=kvm,usb=off,vmport=off,hpet=off,kernel-irqchip=on,mem-merge=on,memory-backend=ram \
  -cpu host,migratable=off \
  -smp 3,sockets=1,dies=1,cores=3,threads=1 \
  -m 1024M \
  -object memory-backend-memfd,id=ram,size=1024M,hugetlb=on,hugetlbsize=1G,prealloc=on \
  -rtc base=localtime,driftfix=slew \
  -global kvm-pit.lost_tick_policy=delay \
  -display none \
  -vga none \
  -boot strict=on \
  -drive if=pflash,unit=0,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd \
  -drive if=pflash,unit=1,format=raw,file=/var/lib/passthrough/guests/cardless_VARS.fd \
  -device qemu-xhci,id=usb,p2=15,p3=15,bus=pcie.0 \
  -netdev user,id=net0 \
  -device virtio-net-pci,bus=pcie.0,netdev=net0,mac=52:54:00:a7:0b:e0 \
  -netdev user,id=net1 \
  -device virtio-net-pci,bus=pcie.0,netdev=net1,mac=52:54:00:b2:1b:49 \
  -spice unix=on,addr=/run/passthrough/guests/cardless.spice,disable-ticketing=on,image-compression=off,seamless-migration=off \
  -device qxl-vga,bus=pcie.0 \
  -chardev spicevmc,id=redirection0,name=usbredir \
  -device usb-redir,bus=usb.0,chardev=redirection0 \
  -chardev spicevmc,id=redirection1,name=usbredir \
  -device usb-redir,bus=usb.0,chardev=redirection1 \
  -device virtio-serial-pci,id=channels,bus=pcie.0 \
  -chardev spicevmc,id=spice-agent,name=vdagent \
  -device virtserialport,bus=channels.0,nr=2,chardev=spice-agent,name=com.redhat.spice.0 \
  -object input-linux,id=input0,evdev=/dev/input/by-id/a-event-kbd,grab_all=on,repeat=on,grab-toggle=shift-shift \
  -device usb-tablet,bus=usb.0 \
  -device virtio-balloon-pci,bus=pcie.0 \
  -chardev socket,id=serial,path=/run/passthrough/guests/cardless.serial,server=on,wait=off \
  -device isa-serial,chardev=serial,index=0 \
  -chardev socket,id=monitor,path=/run/passthrough/guests/cardless.qmp,server=on,wait=off \
  -mon chardev=monitor,mode=control \
  -pidfile /run/passthrough/guests/cardless.pid \
  -sandbox on,obsolete=deny,resourcecontrol=deny \
  -run-with user=libvirt-qemu \
  -daemonize
