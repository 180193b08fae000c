#!/bin/sh
# Guest both-nodes-qemu. Run as root.
# What 'passthrough guest start' does beside it is yours to do:
# - vfio-pci must hold 0000:01:00.0, 0000:01:00.1
# - pin the threads of the virtual processors to the CPUs 8,136,9,137,10,138,11,139,12,140,13,141,14,142,15,143,16,144,17,145,18,146,19,147,20,148,21,149,22,150,23,151,24,152,25,153,26,154,27,155,28,156,29,157,30,158,31,159,32,160,33,161,34,162,35,163,36,164,37,165,38,166,39,167,40,168,41,169,42,170,43,171,44,172,45,173,46,174,47,175,48,176,49,177,50,178,51,179,52,180,53,181,54,182,55,183,56,184,57,185,58,186,59,187,60,188,61,189,62,190,63,191,72,200,73,201,74,202,75,203,76,204,77,205,78,206,79,207,80,208,81,209,82,210,83,211,84,212,85,213,86,214,87,215,88,216,89,217,90,218,91,219,92,220,93,221,94,222,95,223,96,224,97,225,98,226,99,227,100,228,101,229,102,230,103,231,104,232,105,233,106,234,107,235,108,236,109,237,110,238,111,239,112,240,113,241,114,242,115,243,116,244,117,245,118,246,119,247,120,248,121,249,122,250,123,251,124,252,125,253,126,254,127,255 (taskset; QMP query-cpus-fast tells the threads): QEMU itself does not
set -eu
mkdir -p /run/passthrough/guests /var/lib/passthrough/guests
[ -e /var/lib/passthrough/guests/both-nodes-qemu_VARS.fd ] || cp /usr/share/OVMF/OVMF_VARS_4M.fd /var/lib/passthrough/guests/both-nodes-qemu_VARS.fd
exec /usr/bin/qemu-system-x86_64 \
  -name guest=both-nodes-qemu,debug-threads=on \
  -uuid 792ea263-3516-8d2e-83f9-a2382c8d3e94 \
  -no-user-config \
  -nodefaults \
  -machine q35,accel=kvm,usb=off,vmport=off,hpet=off,kernel-irqchip=on,mem-merge=off \
  -cpu host,migratable=off,topoext=on,host-cache-info=on,l3-cache=off \
  -smp 224,sockets=2,dies=7,cores=8,threads=2 \
  -m 8192M \
  -object memory-backend-memfd,id=ram-node0,size=4096M,hugetlb=on,hugetlbsize=1G,prealloc=on,host-nodes=0,policy=bind \
  -numa node,nodeid=0,cpus=0-111,memdev=ram-node0 \
  -object memory-backend-memfd,id=ram-node1,size=4096M,hugetlb=on,hugetlbsize=1G,prealloc=on,host-nodes=1,policy=bind \
  -numa node,nodeid=1,cpus=112-223,memdev=ram-node1 \
  -rtc base=utc,driftfix=slew \
  -global kvm-pit.lost_tick_policy=delay \
  -display none \
  -vga none \
  -boot strict=on \
  -drive if=pflash,unit=0,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd \
  -drive if=pflash,unit=1,format=raw,file=/var/lib/passthrough/guests/both-nodes-qemu_VARS.fd \
  -device pcie-root-port,id=card-port-1,bus=pcie.0,chassis=1,slot=1 \
  -device vfio-pci,host=0000:01:00.0,id=host-0000-01-00-0,bus=card-port-1,addr=00.0,multifunction=on \
  -device vfio-pci,host=0000:01:00.1,id=host-0000-01-00-1,bus=card-port-1,addr=00.1 \
  -device qemu-xhci,id=usb,p2=15,p3=15,bus=pcie.0 \
  -netdev user,id=net0 \
  -device virtio-net-pci,bus=pcie.0,netdev=net0,mac=52:54:00:39:0b:5f \
  -object input-linux,id=input0,evdev=/dev/input/by-id/a-event-kbd,grab_all=on,repeat=on,grab-toggle=scrolllock \
  -device virtio-keyboard-pci,bus=pcie.0 \
  -device virtio-mouse-pci,bus=pcie.0 \
  -object memory-backend-file,id=scream-ivshmem,mem-path=/dev/shm/scream-ivshmem,size=2M,share=on \
  -device ivshmem-plain,bus=pcie.0,memdev=scream-ivshmem \
  -chardev socket,id=serial,path=/run/passthrough/guests/both-nodes-qemu.serial,server=on,wait=off \
  -device isa-serial,chardev=serial,index=0 \
  -chardev socket,id=monitor,path=/run/passthrough/guests/both-nodes-qemu.qmp,server=on,wait=off \
  -mon chardev=monitor,mode=control \
  -pidfile /run/passthrough/guests/both-nodes-qemu.pid \
  -sandbox on,obsolete=deny,resourcecontrol=deny \
  -run-with user=libvirt-qemu \
  -daemonize
