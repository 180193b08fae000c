#!/bin/sh
# Guest pipewire-qemu. Run as root.
# What 'passthrough guest start' does beside it is yours to do:
# - vfio-pci must hold 0000:01:00.0, 0000:01:00.1
# - pin the threads of the virtual processors to the CPUs 7,23 (taskset; QMP query-cpus-fast tells the threads): QEMU itself does not
# - run swtpm with its socket at /run/passthrough/guests/pipewire-qemu.tpm and its state in /var/lib/passthrough/guests/pipewire-qemu.tpm
# - make the tap interface pt23b7ed3e-0 and put it into the bridge br0
# - let those who shall see the guest open the socket of its window, /run/passthrough/guests/pipewire-qemu.spice (chgrp, chmod): it is root's
set -eu
mkdir -p /run/passthrough/guests /var/lib/passthrough/guests
[ -e /var/lib/passthrough/guests/pipewire-qemu_VARS.fd ] || cp /usr/share/OVMF/OVMF_VARS_4M.fd /var/lib/passthrough/guests/pipewire-qemu_VARS.fd
exec /usr/bin/qemu-system-x86_64 \
  -name guest=pipewire-qemu,debug-threads=on \
  -uuid 23b7ed3e-13c5-8b0c-9c25-e4451df13ad2 \
  -no-user-config \
  -nodefaults \
  -machine q35,accel=kvm,usb=off,vmport=off,hpet=off,kernel-irqchip=on,mem-merge=off,memory-backend=ram \
  -cpu host,migratable=off,topoext=on,host-cache-info=on,l3-cache=off \
  -smp 2,sockets=1,dies=1,cores=1,threads=2 \
  -m 1024M \
  -object memory-backend-memfd,id=ram,size=1024M,hugetlb=on,hugetlbsize=1G,prealloc=on \
  -rtc base=utc,driftfix=slew \
  -global kvm-pit.lost_tick_policy=delay \
  -display none \
  -vga none \
  -boot strict=on \
  -drive if=pflash,unit=0,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd \
  -drive if=pflash,unit=1,format=raw,file=/var/lib/passthrough/guests/pipewire-qemu_VARS.fd \
  -chardev socket,id=tpm-socket,path=/run/passthrough/guests/pipewire-qemu.tpm \
  -tpmdev emulator,id=tpm,chardev=tpm-socket \
  -device tpm-crb,tpmdev=tpm \
  -device pcie-root-port,id=card-port-1,bus=pcie.0,chassis=1,slot=1 \
  -device vfio-pci,host=0000:01:00.0,id=host-0000-01-00-0,bus=card-port-1,addr=00.0,multifunction=on \
  -device vfio-pci,host=0000:01:00.1,id=host-0000-01-00-1,bus=card-port-1,addr=00.1 \
  -device qemu-xhci,id=usb,p2=15,p3=15,bus=pcie.0 \
  -netdev tap,id=net0,ifname=pt23b7ed3e-0,script=no,downscript=no,vhost=on,queues=2 \
  -device virtio-net-pci,bus=pcie.0,netdev=net0,mac=52:54:00:f4:48:ab,mq=on,vectors=6 \
  -spice unix=on,addr=/run/passthrough/guests/pipewire-qemu.spice,disable-ticketing=on,image-compression=off,seamless-migration=off \
  -device virtio-serial-pci,id=channels,bus=pcie.0 \
  -chardev spicevmc,id=spice-agent,name=vdagent \
  -device virtserialport,bus=channels.0,nr=2,chardev=spice-agent,name=com.redhat.spice.0 \
  -chardev socket,id=switch,path=/run/passthrough/switch.sock,reconnect-ms=5000 \
  -device virtserialport,bus=channels.0,nr=3,chardev=switch,name=org.passthrough.switch.0 \
  -object input-linux,id=input0,evdev=/dev/input/passthrough/pipewire-qemu/by-id/a-event-kbd,grab_all=on,repeat=on,grab-toggle=ctrl-scrolllock \
  -device virtio-keyboard-pci,bus=pcie.0 \
  -device virtio-mouse-pci,bus=pcie.0 \
  -audiodev pipewire,id=audio1 \
  -device ich9-intel-hda,id=sound,bus=pcie.0 \
  -device hda-duplex,bus=sound.0,cad=0,audiodev=audio1 \
  -chardev socket,id=serial,path=/run/passthrough/guests/pipewire-qemu.serial,server=on,wait=off \
  -device isa-serial,chardev=serial,index=0 \
  -chardev socket,id=monitor,path=/run/passthrough/guests/pipewire-qemu.qmp,server=on,wait=off \
  -mon chardev=monitor,mode=control \
  -pidfile /run/passthrough/guests/pipewire-qemu.pid \
  -sandbox on,obsolete=deny,resourcecontrol=deny \
  -run-with user=libvirt-qemu \
  -daemonize
