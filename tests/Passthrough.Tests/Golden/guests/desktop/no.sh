#!/bin/sh
# Guest no. Run as root.
# What 'passthrough guest start' does beside it is yours to do:
# - vfio-pci must hold 0000:01:00.0, 0000:01:00.1
set -eu
mkdir -p /run/passthrough/guests /var/lib/passthrough/guests
exec /usr/bin/qemu-system-x86_64 \
  -name guest=no,debug-threads=on \
  -uuid 4e7e1209-bb61-808d-a41d-c95d79ac84de \
  -no-user-config \
  -nodefaults \
  -machine pc,accel=tcg,usb=off,vmport=off,hpet=off,mem-merge=off,memory-backend=ram \
  -cpu max \
  -smp 2,sockets=1,dies=1,cores=2,threads=1 \
  -object iothread,id=iothread1 \
  -m 512M \
  -object memory-backend-ram,id=ram,size=512M \
  -rtc base=utc,driftfix=slew \
  -display none \
  -vga none \
  -boot strict=on \
  -device virtio-scsi-pci,id=scsi,bus=pci.0,iothread=iothread1,num_queues=2 \
  -device ich9-ahci,id=ide,bus=pci.0 \
  -blockdev 'driver=raw,node-name=disk-0,discard=unmap,cache.direct=off,cache.no-flush=on,file.driver=file,file.filename=/srv/a,, "b" & <c>\#: é.img,file.aio=threads,file.discard=unmap,file.cache.direct=off' \
  -device ide-hd,bus=ide.0,drive=disk-0,bootindex=1,write-cache=on \
  -blockdev driver=raw,node-name=disk-1,read-only=on,discard=unmap,cache.direct=on,cache.no-flush=off,file.driver=host_device,file.filename=/dev/disk/by-id/x,file.aio=native,file.discard=unmap,file.cache.direct=on \
  -device scsi-hd,bus=scsi.0,channel=0,scsi-id=0,lun=0,drive=disk-1,bootindex=2,write-cache=off \
  -device vfio-pci,host=0000:01:00.0,id=host-0000-01-00-0,bus=pci.0,addr=10.0,multifunction=on,romfile=/usr/share/vgabios/a,,b.rom,x-vga=on \
  -device vfio-pci,host=0000:01:00.1,id=host-0000-01-00-1,bus=pci.0,addr=10.1 \
  -device qemu-xhci,id=usb,p2=15,p3=15,bus=pci.0 \
  -chardev socket,id=serial,path=/run/passthrough/guests/no.serial,server=on,wait=off,logfile=/var/log/libvirt/qemu/no,,serial.log,logappend=on \
  -device isa-serial,chardev=serial,index=0 \
  -chardev socket,id=monitor,path=/run/passthrough/guests/no.qmp,server=on,wait=off \
  -mon chardev=monitor,mode=control \
  -pidfile /run/passthrough/guests/no.pid \
  -sandbox on,obsolete=deny,resourcecontrol=deny \
  -run-with user=libvirt-qemu \
  -daemonize
