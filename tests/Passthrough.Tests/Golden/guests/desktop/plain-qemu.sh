#!/bin/sh
# Guest plain-qemu. Run as root.
# What 'passthrough guest start' does beside it is yours to do:
# - vfio-pci must hold 0000:01:00.0, 0000:01:00.1
# - pin the threads of the virtual processors to the CPUs 2,18,3,19,4,20,5,21 (taskset; QMP query-cpus-fast tells the threads): QEMU itself does not
# - run swtpm with its socket at /run/passthrough/guests/plain-qemu.tpm and its state in /var/lib/passthrough/guests/plain-qemu.tpm
# - run virtiofsd for /srv/read with its socket at /run/passthrough/guests/plain-qemu.share0
# - run virtiofsd --readonly for /srv/$5 & "100%" with its socket at /run/passthrough/guests/plain-qemu.share1
# - make the tap interface pt5f337817-1 and put it into the bridge br0
# - let those who shall see the guest open the socket of its window, /run/passthrough/guests/plain-qemu.spice (chgrp, chmod): it is root's
set -eu
mkdir -p /run/passthrough/guests /var/lib/passthrough/guests
[ -e /var/lib/passthrough/guests/plain-qemu_VARS.fd ] || cp /usr/share/OVMF/OVMF_VARS_4M.fd /var/lib/passthrough/guests/plain-qemu_VARS.fd
exec /usr/bin/qemu-system-x86_64 \
  -name guest=plain-qemu,debug-threads=on \
  -uuid 5f337817-33d7-8cfc-b725-b6ade224dfe7 \
  -no-user-config \
  -nodefaults \
  -machine q35,accel=kvm,usb=off,vmport=off,hpet=off,smm=on,kernel-irqchip=on,mem-merge=off,memory-backend=ram \
  -cpu host,migratable=off,topoext=on,hv-time=on,hv-relaxed=on,hv-vapic=on,hv-spinlocks=0x1fff,hv-vpindex=on,hv-runtime=on,hv-synic=on,hv-stimer=on,hv-stimer-direct=on,hv-reset=on,hv-frequencies=on,hv-tlbflush=on,hv-ipi=on,kvm=off,host-cache-info=on,l3-cache=off \
  -smp 8,sockets=1,dies=1,cores=4,threads=2 \
  -object iothread,id=iothread1 \
  -m 4096M \
  -object memory-backend-memfd,id=ram,size=4096M,share=on,hugetlb=on,hugetlbsize=2M,prealloc=on \
  -rtc base=localtime,driftfix=slew \
  -global kvm-pit.lost_tick_policy=delay \
  -display none \
  -vga none \
  -boot strict=on \
  -drive if=pflash,unit=0,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.secboot.fd \
  -drive if=pflash,unit=1,format=raw,file=/var/lib/passthrough/guests/plain-qemu_VARS.fd \
  -global driver=cfi.pflash01,property=secure,value=on \
  -chardev socket,id=tpm-socket,path=/run/passthrough/guests/plain-qemu.tpm \
  -tpmdev emulator,id=tpm,chardev=tpm-socket \
  -device tpm-crb,tpmdev=tpm \
  -device virtio-scsi-pci,id=scsi,bus=pcie.0,iothread=iothread1 \
  -blockdev driver=qcow2,node-name=disk-0,discard=unmap,cache.direct=on,cache.no-flush=off,file.driver=file,file.filename=/srv/win.qcow2,file.aio=native,file.discard=unmap,file.cache.direct=on \
  -device scsi-hd,bus=scsi.0,channel=0,scsi-id=0,lun=0,drive=disk-0,bootindex=1,write-cache=on \
  -object iommufd,id=iommufd0 \
  -device pcie-root-port,id=card-port-1,bus=pcie.0,chassis=1,slot=1 \
  -device vfio-pci,host=0000:01:00.0,id=host-0000-01-00-0,bus=card-port-1,addr=00.0,multifunction=on,iommufd=iommufd0,rombar=0 \
  -device vfio-pci,host=0000:01:00.1,id=host-0000-01-00-1,bus=card-port-1,addr=00.1,iommufd=iommufd0 \
  -device qemu-xhci,id=usb,p2=15,p3=15,bus=pcie.0 \
  -device usb-host,bus=usb.0,vendorid=0x046d,productid=0xc52b \
  -device usb-host,bus=usb.0,hostbus=1,hostport=4.2 \
  -netdev user,id=net0 \
  -device virtio-net-pci,bus=pcie.0,netdev=net0,mac=52:54:00:17:6c:5f \
  -netdev tap,id=net1,ifname=pt5f337817-1,script=no,downscript=no,vhost=on \
  -device e1000e,bus=pcie.0,netdev=net1,mac=52:54:00:9e:19:3a \
  -spice unix=on,addr=/run/passthrough/guests/plain-qemu.spice,disable-ticketing=on,image-compression=off,seamless-migration=off \
  -device qxl-vga,bus=pcie.0 \
  -chardev spicevmc,id=redirection0,name=usbredir \
  -device usb-redir,bus=usb.0,chardev=redirection0 \
  -chardev spicevmc,id=redirection1,name=usbredir \
  -device usb-redir,bus=usb.0,chardev=redirection1 \
  -device virtio-serial-pci,id=channels,bus=pcie.0 \
  -chardev socket,id=agent,path=/run/passthrough/guests/plain-qemu.agent,server=on,wait=off \
  -device virtserialport,bus=channels.0,nr=1,chardev=agent,name=org.qemu.guest_agent.0 \
  -chardev spicevmc,id=spice-agent,name=vdagent \
  -device virtserialport,bus=channels.0,nr=2,chardev=spice-agent,name=com.redhat.spice.0 \
  -object input-linux,id=input0,evdev=/dev/input/event3,grab_all=on,repeat=on,grab-toggle=alt-alt \
  -device virtio-keyboard-pci,bus=pcie.0 \
  -device virtio-mouse-pci,bus=pcie.0 \
  -device usb-tablet,bus=usb.0 \
  -audiodev spice,id=audio1 \
  -device ich9-intel-hda,id=sound,bus=pcie.0 \
  -device hda-duplex,bus=sound.0,cad=0,audiodev=audio1 \
  -chardev socket,id=share0,path=/run/passthrough/guests/plain-qemu.share0 \
  -device vhost-user-fs-pci,bus=pcie.0,chardev=share0,tag=read \
  -chardev socket,id=share1,path=/run/passthrough/guests/plain-qemu.share1 \
  -device vhost-user-fs-pci,bus=pcie.0,chardev=share1,tag=kept \
  -object memory-backend-file,id=looking-glass,mem-path=/dev/shm/looking-glass,size=32M,share=on \
  -device ivshmem-plain,bus=pcie.0,memdev=looking-glass \
  -chardev socket,id=serial,path=/run/passthrough/guests/plain-qemu.serial,server=on,wait=off,logfile=/var/log/win-serial.log,logappend=on \
  -device isa-serial,chardev=serial,index=0 \
  -chardev socket,id=monitor,path=/run/passthrough/guests/plain-qemu.qmp,server=on,wait=off \
  -mon chardev=monitor,mode=control \
  -pidfile /run/passthrough/guests/plain-qemu.pid \
  -sandbox on,obsolete=deny,resourcecontrol=deny \
  -run-with user=libvirt-qemu \
  -daemonize
