namespace Passthrough.Rehearsal.VirtualPc;

/// <summary>How the virtual PC starts.</summary>
public enum VirtualPcFirmware
{
    /// <summary>UEFI (OVMF) and GRUB from the EFI system partition, as a modern PC.</summary>
    Uefi,

    /// <summary>Legacy BIOS (SeaBIOS) and GRUB from the boot sector.</summary>
    Bios,
}
