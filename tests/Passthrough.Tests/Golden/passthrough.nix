# Gives 0000:01:00.0, 0000:01:00.1 to virtual machines.
{ ... }:
{
  boot.kernelParams = [ "intel_iommu=on" "iommu=pt" ];

  boot.initrd.kernelModules = [ "vfio_pci" "vfio_iommu_type1" ];

  # Each function by its address and its identity: an equal second card, or another card at this address, is left alone.
  boot.initrd.services.udev.rules = ''
    ACTION!="add", GOTO="passthrough_end"
    SUBSYSTEM!="pci", GOTO="passthrough_end"
    KERNEL=="0000:01:00.0", ATTR{vendor}=="0x1002", ATTR{device}=="0x5159", ATTR{subsystem_vendor}=="0x1af4", ATTR{subsystem_device}=="0x1100", ATTR{driver_override}="vfio-pci", RUN{builtin}+="kmod load vfio-pci"
    KERNEL=="0000:01:00.0", ATTR{vendor}=="0x1002", ATTR{device}=="0x5159", ATTR{subsystem_vendor}=="0x1af4", ATTR{subsystem_device}=="0x1100", DRIVER=="", TEST=="[drivers/pci:vfio-pci]bind", ATTR{[drivers/pci:vfio-pci]bind}="$kernel"
    KERNEL=="0000:01:00.1", ATTR{vendor}=="0x8086", ATTR{device}=="0x293e", ATTR{subsystem_vendor}=="0x1af4", ATTR{subsystem_device}=="0x1100", ATTR{driver_override}="vfio-pci", RUN{builtin}+="kmod load vfio-pci"
    KERNEL=="0000:01:00.1", ATTR{vendor}=="0x8086", ATTR{device}=="0x293e", ATTR{subsystem_vendor}=="0x1af4", ATTR{subsystem_device}=="0x1100", DRIVER=="", TEST=="[drivers/pci:vfio-pci]bind", ATTR{[drivers/pci:vfio-pci]bind}="$kernel"
    LABEL="passthrough_end"
  '';

  boot.extraModprobeConfig = "options kvm ignore_msrs=1 report_ignored_msrs=0\n";

  virtualisation.libvirtd = {
    enable = true;
    onBoot = "ignore";
    qemu.swtpm.enable = true;
  };
}
