namespace Passthrough.LabTests;

/// <summary>A machine whose firmware starts a unified kernel image by itself.</summary>
public sealed class FirmwareMachine(LabWorkshop workshop) : UnifiedImageMachine(workshop)
{
    protected override Task StartByImageAsync() => OutputAsync("efibootmgr -c -d /dev/vda -p 1 -L Linux -l \"$(echo /EFI/Linux/$(ls /boot/efi/EFI/Linux) | tr / '\\\\')\"");
}
