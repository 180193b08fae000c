#!/bin/sh
# Guest pipewire. Run as root.
# What 'passthrough guest start' does beside it is yours to do:
# - vfio-pci must hold 0000:01:00.0, 0000:01:00.1
# - pin the threads of the virtual processors to the CPUs 8,24 (taskset; QMP query-cpus-fast tells the threads): QEMU itself does not
set -eu
mkdir -p /run/passthrough/guests /var/lib/passthrough/guests
[ -e /var/lib/passthrough/guests/pipewire_VARS.fd ] || cp /opt/OVMF_VARS.qcow2 /var/lib/passthrough/guests/pipewire_VARS.fd
exec /usr/bin/qemu-system-x86_64 \
  -name guest=pipewire,debug-threads=on \
  -uuid 6d6cd288-b07b-8820-852e-c728d883a25f \
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
  -drive if=pflash,unit=0,format=qcow2,readonly=on,file=/opt/OVMF_CODE.qcow2 \
  -drive if=pflash,unit=1,format=qcow2,file=/var/lib/passthrough/guests/pipewire_VARS.fd \
  -device pcie-root-port,id=card-port-1,bus=pcie.0,chassis=1,slot=1 \
  -device vfio-pci,host=0000:01:00.0,id=host-0000-01-00-0,bus=card-port-1,addr=00.0,multifunction=on \
  -device vfio-pci,host=0000:01:00.1,id=host-0000-01-00-1,bus=card-port-1,addr=00.1 \
  -device qemu-xhci,id=usb,p2=15,p3=15,bus=pcie.0 \
  -netdev user,id=net0 \
  -device virtio-net-pci,bus=pcie.0,netdev=net0,mac=52:54:00:54:e1:e5 \
  -object input-linux,id=input0,evdev=/dev/input/by-id/a-event-kbd,grab_all=on,repeat=on,grab-toggle=meta-meta \
  -device virtio-keyboard-pci,bus=pcie.0 \
  -device virtio-mouse-pci,bus=pcie.0 \
  -audiodev pipewire,id=audio1 \
  -device ich9-intel-hda,id=sound,bus=pcie.0 \
  -device hda-duplex,bus=sound.0,cad=0,audiodev=audio1 \
  -chardev socket,id=serial,path=/run/passthrough/guests/pipewire.serial,server=on,wait=off \
  -device isa-serial,chardev=serial,index=0 \
  -chardev socket,id=monitor,path=/run/passthrough/guests/pipewire.qmp,server=on,wait=off \
  -mon chardev=monitor,mode=control \
  -pidfile /run/passthrough/guests/pipewire.pid \
  -sandbox on,obsolete=deny,resourcecontrol=deny \
  -run-with user=libvirt-qemu \
  -daemonize
