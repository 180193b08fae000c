#!/bin/sh
# Guest everything. Run as root.
# What 'passthrough guest start' does beside it is yours to do:
# - vfio-pci must hold 0000:01:00.0, 0000:01:00.1, 0000:03:00.0, 0000:04:00.0
# - pin the threads of the virtual processors to the CPUs 8,24,9,25,10,26,11,27,12,28,13,29,14,30,15,31 (taskset; QMP query-cpus-fast tells the threads): QEMU itself does not
# - stop the display manager and unbind the text consoles first, and give both back afterwards: the card shows this machine's screen
# - set the governor or energy preference of those CPUs to performance
# - give the I/O threads the real-time priority 40 (chrt --fifo; QMP query-iothreads tells them)
# - run swtpm with its socket at /run/passthrough/guests/everything.tpm and its state in /var/lib/passthrough/guests/everything.tpm
# - run virtiofsd for /home/anna/games with its socket at /run/passthrough/guests/everything.share0
# - run virtiofsd --readonly for /srv/read with its socket at /run/passthrough/guests/everything.share1
# - make the tap interface ptb9ddaac2-0 and put it into the bridge br0
# - let those who shall see the guest open the socket of its window, /run/passthrough/guests/everything.spice (chgrp, chmod): it is root's
set -eu
mkdir -p /run/passthrough/guests /var/lib/passthrough/guests
[ -e /var/lib/passthrough/guests/everything_VARS.fd ] || cp /usr/share/OVMF/OVMF_VARS_4M.fd /var/lib/passthrough/guests/everything_VARS.fd
exec /usr/bin/qemu-system-x86_64 \
  -name guest=everything,debug-threads=on \
  -uuid b9ddaac2-4323-8f15-9723-1c9294a79a41 \
  -no-user-config \
  -nodefaults \
  -machine q35,accel=kvm,usb=off,vmport=off,hpet=off,kernel-irqchip=on,mem-merge=off,memory-backend=ram \
  -cpu host,migratable=off,topoext=on,host-cache-info=on,l3-cache=off \
  -smp 16,sockets=1,dies=1,cores=8,threads=2 \
  -object iothread,id=iothread1 \
  -object iothread,id=iothread2 \
  -m 8192M \
  -object memory-backend-memfd,id=ram,size=8192M,share=on,hugetlb=on,hugetlbsize=1G,prealloc=on \
  -overcommit mem-lock=on \
  -rtc base=utc,driftfix=slew \
  -global kvm-pit.lost_tick_policy=delay \
  -display none \
  -vga none \
  -boot strict=on \
  -drive if=pflash,unit=0,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd \
  -drive if=pflash,unit=1,format=raw,file=/var/lib/passthrough/guests/everything_VARS.fd \
  -fw_cfg name=opt/ovmf/X-PciMmio64Mb,string=65536 \
  -chardev socket,id=tpm-socket,path=/run/passthrough/guests/everything.tpm \
  -tpmdev emulator,id=tpm,chardev=tpm-socket \
  -device tpm-tis,tpmdev=tpm \
  -device virtio-scsi-pci,id=scsi,bus=pcie.0,iothread=iothread1 \
  -blockdev driver=raw,node-name=disk-0,discard=unmap,cache.direct=on,cache.no-flush=off,file.driver=host_device,file.filename=/dev/vg0/data,file.aio=io_uring,file.discard=unmap,file.cache.direct=on \
  -device virtio-blk-pci,bus=pcie.0,iothread=iothread2,num-queues=4,drive=disk-0,bootindex=2,serial=DATA-1,write-cache=on \
  -blockdev driver=raw,node-name=disk-1,cache.direct=off,cache.no-flush=off,file.driver=file,file.filename=/srv/games.img,file.aio=threads,file.cache.direct=off \
  -device scsi-hd,bus=scsi.0,channel=0,scsi-id=0,lun=0,drive=disk-1,write-cache=off \
  -device pcie-root-port,id=card-port-1,bus=pcie.0,chassis=1,slot=1 \
  -device pcie-root-port,id=card-port-2,bus=pcie.0,chassis=2,slot=2 \
  -device pcie-root-port,id=card-port-3,bus=pcie.0,chassis=3,slot=3 \
  -device vfio-pci,host=0000:01:00.0,id=host-0000-01-00-0,bus=card-port-1,addr=00.0,multifunction=on,romfile=/usr/share/vgabios/radeon.rom \
  -device vfio-pci,host=0000:01:00.1,id=host-0000-01-00-1,bus=card-port-1,addr=00.1 \
  -device vfio-pci,host=0000:03:00.0,id=host-0000-03-00-0,bus=card-port-2,addr=00.0,bootindex=1 \
  -device vfio-pci,host=0000:04:00.0,id=host-0000-04-00-0,bus=card-port-3,addr=00.0 \
  -device qemu-xhci,id=usb,p2=15,p3=15,bus=pcie.0 \
  -device usb-host,bus=usb.0,vendorid=0x046d,productid=0xc52b \
  -device usb-host,bus=usb.0,hostbus=1,hostport=4.2 \
  -netdev tap,id=net0,ifname=ptb9ddaac2-0,script=no,downscript=no,vhost=on,queues=4 \
  -device virtio-net-pci,bus=pcie.0,netdev=net0,mac=52:54:00:00:00:01,mq=on,vectors=10 \
  -spice unix=on,addr=/run/passthrough/guests/everything.spice,disable-ticketing=on,image-compression=off,seamless-migration=off \
  -device virtio-serial-pci,id=channels,bus=pcie.0 \
  -chardev socket,id=agent,path=/run/passthrough/guests/everything.agent,server=on,wait=off \
  -device virtserialport,bus=channels.0,nr=1,chardev=agent,name=org.qemu.guest_agent.0 \
  -chardev spicevmc,id=spice-agent,name=vdagent \
  -device virtserialport,bus=channels.0,nr=2,chardev=spice-agent,name=com.redhat.spice.0 \
  -object input-linux,id=input0,evdev=/dev/input/by-id/usb-Maker_Keyboard-event-kbd,grab_all=on,repeat=on,grab-toggle=ctrl-ctrl \
  -object input-linux,id=input1,evdev=/dev/input/by-id/usb-Maker_Mouse-event-mouse \
  -device virtio-keyboard-pci,bus=pcie.0 \
  -device virtio-mouse-pci,bus=pcie.0 \
  -audiodev pa,id=audio1,server=unix:/run/user/1000/pulse/native \
  -device ich9-intel-hda,id=sound,bus=pcie.0 \
  -device hda-duplex,bus=sound.0,cad=0,audiodev=audio1 \
  -chardev socket,id=share0,path=/run/passthrough/guests/everything.share0 \
  -device vhost-user-fs-pci,bus=pcie.0,chardev=share0,tag=games \
  -chardev socket,id=share1,path=/run/passthrough/guests/everything.share1 \
  -device vhost-user-fs-pci,bus=pcie.0,chardev=share1,tag=read \
  -object memory-backend-file,id=looking-glass,mem-path=/dev/shm/looking-glass,size=128M,share=on \
  -device ivshmem-plain,bus=pcie.0,memdev=looking-glass \
  -chardev socket,id=serial,path=/run/passthrough/guests/everything.serial,server=on,wait=off,logfile=/var/log/libvirt/qemu/everything-serial.log,logappend=on \
  -device isa-serial,chardev=serial,index=0 \
  -chardev socket,id=monitor,path=/run/passthrough/guests/everything.qmp,server=on,wait=off \
  -mon chardev=monitor,mode=control \
  -pidfile /run/passthrough/guests/everything.pid \
  -sandbox on,obsolete=deny,resourcecontrol=deny \
  -run-with user=libvirt-qemu \
  -daemonize
