#!/bin/sh
# Guest one-node. Run as root.
# What 'passthrough guest start' does beside it is yours to do:
# - vfio-pci must hold 0000:01:00.0, 0000:01:00.1
# - pin the threads of the virtual processors to the CPUs 68,196,69,197,70,198,71,199 (taskset; QMP query-cpus-fast tells the threads): QEMU itself does not
# - let those who shall see the guest open the socket of its window, /run/passthrough/guests/one-node.spice (chgrp, chmod): it is root's
# - load the module kvmfr
set -eu
mkdir -p /run/passthrough/guests /var/lib/passthrough/guests
[ -e /var/lib/passthrough/guests/one-node_VARS.fd ] || cp /usr/share/OVMF/OVMF_VARS_4M.fd /var/lib/passthrough/guests/one-node_VARS.fd
exec /usr/bin/qemu-system-x86_64 \
  -name guest=one-node,debug-threads=on \
  -uuid ccbbbe03-6d60-8fcb-823e-0afb80749c75 \
  -no-user-config \
  -nodefaults \
  -machine q35,accel=kvm,usb=off,vmport=off,hpet=off,kernel-irqchip=on,mem-merge=off,memory-backend=ram \
  -cpu host,migratable=off \
  -smp 8,sockets=1,dies=1,cores=4,threads=2 \
  -m 2048M \
  -object memory-backend-memfd,id=ram,size=2048M,hugetlb=on,hugetlbsize=1G,prealloc=on,host-nodes=1,policy=bind \
  -rtc base=utc,driftfix=slew \
  -global kvm-pit.lost_tick_policy=delay \
  -display none \
  -vga none \
  -boot strict=on \
  -drive if=pflash,unit=0,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd \
  -drive if=pflash,unit=1,format=raw,file=/var/lib/passthrough/guests/one-node_VARS.fd \
  -device pcie-root-port,id=card-port-1,bus=pcie.0,chassis=1,slot=1 \
  -device vfio-pci,host=0000:01:00.0,id=host-0000-01-00-0,bus=card-port-1,addr=00.0,multifunction=on \
  -device vfio-pci,host=0000:01:00.1,id=host-0000-01-00-1,bus=card-port-1,addr=00.1 \
  -device qemu-xhci,id=usb,p2=15,p3=15,bus=pcie.0 \
  -netdev user,id=net0 \
  -device virtio-net-pci,bus=pcie.0,netdev=net0,mac=52:54:00:33:74:4c \
  -spice unix=on,addr=/run/passthrough/guests/one-node.spice,disable-ticketing=on,image-compression=off,seamless-migration=off \
  -device virtio-serial-pci,id=channels,bus=pcie.0 \
  -chardev socket,id=agent,path=/run/passthrough/guests/one-node.agent,server=on,wait=off \
  -device virtserialport,bus=channels.0,nr=1,chardev=agent,name=org.qemu.guest_agent.0 \
  -chardev spicevmc,id=spice-agent,name=vdagent \
  -device virtserialport,bus=channels.0,nr=2,chardev=spice-agent,name=com.redhat.spice.0 \
  -audiodev jack,id=audio1 \
  -device ich9-intel-hda,id=sound,bus=pcie.0 \
  -device hda-duplex,bus=sound.0,cad=0,audiodev=audio1 \
  -object memory-backend-file,id=looking-glass,mem-path=/dev/kvmfr0,size=32M,share=on \
  -device ivshmem-plain,bus=pcie.0,memdev=looking-glass \
  -chardev socket,id=serial,path=/run/passthrough/guests/one-node.serial,server=on,wait=off \
  -device isa-serial,chardev=serial,index=0 \
  -chardev socket,id=monitor,path=/run/passthrough/guests/one-node.qmp,server=on,wait=off \
  -mon chardev=monitor,mode=control \
  -pidfile /run/passthrough/guests/one-node.pid \
  -sandbox on,obsolete=deny,resourcecontrol=deny \
  -run-with user=libvirt-qemu \
  -daemonize
