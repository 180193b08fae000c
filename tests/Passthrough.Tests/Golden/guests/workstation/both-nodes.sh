#!/bin/sh
# Guest both-nodes. Run as root.
# What 'passthrough guest start' does beside it is yours to do:
# - vfio-pci must hold 0000:01:00.0, 0000:01:00.1
# - pin the threads of the virtual processors to the CPUs 8,9,10,11,12,13,14,15,64,65,66,67,68,69,70,71,72,73,74,75,76,77,78,79,80,81,82,83,84,85,86,87,88,89,90,91,92,93,94,95,96,97,98,99,100,101,102,103,104,105,106,107,108,109,110,111,112,113,114,115,116,117,118,119,120,121,122,123,124,125,126,127 (taskset; QMP query-cpus-fast tells the threads): QEMU itself does not
# - let those who shall see the guest open the socket of its window, /run/passthrough/guests/both-nodes.spice (chgrp, chmod): it is root's
# - load the module kvmfr
set -eu
mkdir -p /run/passthrough/guests /var/lib/passthrough/guests
[ -e /var/lib/passthrough/guests/both-nodes_VARS.fd ] || cp /usr/share/OVMF/OVMF_VARS_4M.fd /var/lib/passthrough/guests/both-nodes_VARS.fd
exec /usr/bin/qemu-system-x86_64 \
  -name guest=both-nodes,debug-threads=on \
  -uuid b63a3a3a-363c-8aeb-89e4-a1fb08f78a1f \
  -no-user-config \
  -nodefaults \
  -machine q35,accel=kvm,usb=off,vmport=off,hpet=off,kernel-irqchip=on,mem-merge=off \
  -cpu host,migratable=off,hv-time=on,hv-relaxed=on,hv-vapic=on,hv-spinlocks=0x1fff,hv-vpindex=on,hv-runtime=on,hv-synic=on,hv-stimer=on,hv-stimer-direct=on,hv-reset=on,hv-vendor-id=0123456789ab,hv-frequencies=on,hv-tlbflush=on,hv-ipi=on,host-cache-info=on,l3-cache=off \
  -smp 72,sockets=1,dies=9,cores=8,threads=1 \
  -m 24576M \
  -object memory-backend-ram,id=ram-node0,size=2730M,host-nodes=0,policy=bind \
  -numa node,nodeid=0,cpus=0-7,memdev=ram-node0 \
  -object memory-backend-ram,id=ram-node1,size=21846M,host-nodes=1,policy=bind \
  -numa node,nodeid=1,cpus=8-71,memdev=ram-node1 \
  -rtc base=localtime,driftfix=slew \
  -global kvm-pit.lost_tick_policy=delay \
  -display none \
  -vga none \
  -boot strict=on \
  -drive if=pflash,unit=0,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd \
  -drive if=pflash,unit=1,format=raw,file=/var/lib/passthrough/guests/both-nodes_VARS.fd \
  -device pcie-root-port,id=card-port-1,bus=pcie.0,chassis=1,slot=1 \
  -device vfio-pci,host=0000:01:00.0,id=host-0000-01-00-0,bus=card-port-1,addr=00.0,multifunction=on \
  -device vfio-pci,host=0000:01:00.1,id=host-0000-01-00-1,bus=card-port-1,addr=00.1 \
  -device qemu-xhci,id=usb,p2=15,p3=15,bus=pcie.0 \
  -netdev user,id=net0 \
  -device virtio-net-pci,bus=pcie.0,netdev=net0,mac=52:54:00:6d:65:21 \
  -spice unix=on,addr=/run/passthrough/guests/both-nodes.spice,disable-ticketing=on,image-compression=off,seamless-migration=off \
  -device virtio-serial-pci,id=channels,bus=pcie.0 \
  -chardev socket,id=agent,path=/run/passthrough/guests/both-nodes.agent,server=on,wait=off \
  -device virtserialport,bus=channels.0,nr=1,chardev=agent,name=org.qemu.guest_agent.0 \
  -chardev spicevmc,id=spice-agent,name=vdagent \
  -device virtserialport,bus=channels.0,nr=2,chardev=spice-agent,name=com.redhat.spice.0 \
  -audiodev jack,id=audio1 \
  -device ich9-intel-hda,id=sound,bus=pcie.0 \
  -device hda-duplex,bus=sound.0,cad=0,audiodev=audio1 \
  -object memory-backend-file,id=looking-glass,mem-path=/dev/kvmfr0,size=32M,share=on \
  -device ivshmem-plain,bus=pcie.0,memdev=looking-glass \
  -chardev socket,id=serial,path=/run/passthrough/guests/both-nodes.serial,server=on,wait=off \
  -device isa-serial,chardev=serial,index=0 \
  -chardev socket,id=monitor,path=/run/passthrough/guests/both-nodes.qmp,server=on,wait=off \
  -mon chardev=monitor,mode=control \
  -pidfile /run/passthrough/guests/both-nodes.pid \
  -sandbox on,obsolete=deny,resourcecontrol=deny \
  -run-with user=libvirt-qemu \
  -daemonize
