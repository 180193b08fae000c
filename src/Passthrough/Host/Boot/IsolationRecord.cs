using Passthrough.Host.Pci;

namespace Passthrough.Host.Boot;

/// <summary>
/// What the isolation script did to one function during this boot, from <c>/run/passthrough/isolation</c>, which the script writes in the initramfs before any
/// driver of the device can load.
/// </summary>
/// <param name="Address">The function.</param>
/// <param name="Outcome"><c>bound</c>, <c>refused</c> (another identity was found at the address), <c>absent</c> or <c>failed</c>.</param>
/// <param name="DriverBefore">The driver that had the function before the script acted; null when none had it.</param>
/// <param name="Detail">The script's own words; empty when it had none.</param>
public sealed record IsolationRecord(PciAddress Address, string Outcome, string? DriverBefore, string Detail);
