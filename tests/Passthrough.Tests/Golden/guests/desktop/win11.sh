#!/bin/sh
# Guest win11. Run as root.
# What 'passthrough guest start' does beside it is yours to do:
# - vfio-pci must hold 0000:05:00.0
# - pin the threads of the virtual processors to the CPUs 0,16,1,17,2,18,3,19,4,20,5,21,6,22,7,23 (taskset; QMP query-cpus-fast tells the threads): QEMU itself does not
# - run swtpm with its socket at /run/passthrough/guests/win11.tpm and its state in /var/lib/passthrough/guests/win11.tpm
set -eu
mkdir -p /run/passthrough/guests /var/lib/passthrough/guests
[ -e /var/lib/passthrough/guests/win11_VARS.fd ] || cp /usr/share/OVMF/OVMF_VARS_4M.ms.fd /var/lib/passthrough/guests/win11_VARS.fd
exec /usr/bin/qemu-system-x86_64 \
  -name guest=win11,debug-threads=on \
  -uuid 2a1b6a8c-7f3d-4d7e-9b60-000000000001 \
  -no-user-config \
  -nodefaults \
  -machine q35,accel=kvm,usb=off,vmport=off,hpet=off,smm=on,kernel-irqchip=on,mem-merge=off,memory-backend=ram \
  -cpu host,migratable=off,topoext=on,hv-time=on,hv-relaxed=on,hv-vapic=on,hv-spinlocks=0x1fff,hv-vpindex=on,hv-runtime=on,hv-synic=on,hv-stimer=on,hv-stimer-direct=on,hv-reset=on,hv-vendor-id=notmicrosoft,hv-frequencies=on,hv-tlbflush=on,hv-ipi=on,kvm=off,host-cache-info=on,l3-cache=off \
  -smp 16,sockets=1,dies=1,cores=8,threads=2 \
  -object iothread,id=iothread1 \
  -m 16384M \
  -object memory-backend-ram,id=ram,size=16384M \
  -rtc base=localtime,driftfix=slew \
  -global kvm-pit.lost_tick_policy=delay \
  -display none \
  -vga none \
  -boot strict=on \
  -drive if=pflash,unit=0,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.ms.fd \
  -drive if=pflash,unit=1,format=raw,file=/var/lib/passthrough/guests/win11_VARS.fd \
  -global driver=cfi.pflash01,property=secure,value=on \
  -chardev socket,id=tpm-socket,path=/run/passthrough/guests/win11.tpm \
  -tpmdev emulator,id=tpm,chardev=tpm-socket \
  -device tpm-crb,tpmdev=tpm \
  -blockdev driver=raw,node-name=disk-0,discard=unmap,cache.direct=on,cache.no-flush=off,file.driver=host_device,file.filename=/dev/disk/by-id/nvme-Games_1234,file.aio=native,file.discard=unmap,file.cache.direct=on \
  -device virtio-blk-pci,bus=pcie.0,iothread=iothread1,drive=disk-0,bootindex=1,write-cache=on \
  -blockdev driver=qcow2,node-name=disk-1,discard=unmap,cache.direct=off,cache.no-flush=off,file.driver=file,file.filename=/var/lib/libvirt/images/win11.qcow2,file.aio=threads,file.discard=unmap,file.cache.direct=off \
  -device virtio-blk-pci,bus=pcie.0,iothread=iothread1,drive=disk-1,bootindex=2,write-cache=on \
  -device pcie-root-port,id=card-port-1,bus=pcie.0,chassis=1,slot=1 \
  -device vfio-pci,host=0000:05:00.0,id=host-0000-05-00-0,bus=card-port-1,addr=00.0 \
  -device qemu-xhci,id=usb,p2=15,p3=15,bus=pcie.0 \
  -netdev user,id=net0 \
  -device virtio-net-pci,bus=pcie.0,netdev=net0,mac=52:54:00:1c:70:77 \
  -device virtio-serial-pci,id=channels,bus=pcie.0 \
  -chardev socket,id=agent,path=/run/passthrough/guests/win11.agent,server=on,wait=off \
  -device virtserialport,bus=channels.0,nr=1,chardev=agent,name=org.qemu.guest_agent.0 \
  -chardev socket,id=serial,path=/run/passthrough/guests/win11.serial,server=on,wait=off \
  -device isa-serial,chardev=serial,index=0 \
  -chardev socket,id=monitor,path=/run/passthrough/guests/win11.qmp,server=on,wait=off \
  -mon chardev=monitor,mode=control \
  -pidfile /run/passthrough/guests/win11.pid \
  -sandbox on,obsolete=deny,resourcecontrol=deny \
  -run-with user=libvirt-qemu \
  -daemonize
