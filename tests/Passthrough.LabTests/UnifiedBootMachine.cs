namespace Passthrough.LabTests;

/// <summary>A machine on which systemd-boot starts a unified kernel image.</summary>
public sealed class UnifiedBootMachine(LabWorkshop workshop) : UnifiedImageMachine(workshop)
{
    protected override Task StartByImageAsync() => OutputAsync("bootctl install");
}
