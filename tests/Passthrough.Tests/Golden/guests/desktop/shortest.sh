#!/bin/sh
# Guest shortest. Run as root.
# What 'passthrough guest start' does beside it is yours to do:
# - vfio-pci must hold 0000:01:00.0, 0000:01:00.1
# - pin the threads of the virtual processors to the CPUs 0,16,1,17,2,18,3,19,4,20,5,21,6,22,7,23 (taskset; QMP query-cpus-fast tells the threads): QEMU itself does not
set -eu
mkdir -p /run/passthrough/guests /var/lib/passthrough/guests
[ -e /var/lib/passthrough/guests/shortest_VARS.fd ] || cp /usr/share/OVMF/OVMF_VARS_4M.fd /var/lib/passthrough/guests/shortest_VARS.fd
exec /usr/bin/qemu-system-x86_64 \
  -name guest=shortest,debug-threads=on \
  -uuid 55c781cf-82e9-8681-a572-7e627594633c \
  -no-user-config \
  -nodefaults \
  -machine q35,accel=kvm,usb=off,vmport=off,hpet=off,kernel-irqchip=on,mem-merge=off,memory-backend=ram \
  -cpu host,migratable=off,topoext=on,host-cache-info=on,l3-cache=off \
  -smp 16,sockets=1,dies=1,cores=8,threads=2 \
  -m 16384M \
  -object memory-backend-ram,id=ram,size=16384M \
  -rtc base=utc,driftfix=slew \
  -global kvm-pit.lost_tick_policy=delay \
  -display none \
  -vga none \
  -boot strict=on \
  -drive if=pflash,unit=0,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd \
  -drive if=pflash,unit=1,format=raw,file=/var/lib/passthrough/guests/shortest_VARS.fd \
  -device pcie-root-port,id=card-port-1,bus=pcie.0,chassis=1,slot=1 \
  -device vfio-pci,host=0000:01:00.0,id=host-0000-01-00-0,bus=card-port-1,addr=00.0,multifunction=on \
  -device vfio-pci,host=0000:01:00.1,id=host-0000-01-00-1,bus=card-port-1,addr=00.1 \
  -device qemu-xhci,id=usb,p2=15,p3=15,bus=pcie.0 \
  -netdev user,id=net0 \
  -device virtio-net-pci,bus=pcie.0,netdev=net0,mac=52:54:00:f1:8f:b1 \
  -chardev socket,id=serial,path=/run/passthrough/guests/shortest.serial,server=on,wait=off \
  -device isa-serial,chardev=serial,index=0 \
  -chardev socket,id=monitor,path=/run/passthrough/guests/shortest.qmp,server=on,wait=off \
  -mon chardev=monitor,mode=control \
  -pidfile /run/passthrough/guests/shortest.pid \
  -sandbox on,obsolete=deny,resourcecontrol=deny \
  -run-with user=libvirt-qemu \
  -daemonize
