namespace Passthrough.Host.Usb;

/// <summary>Where a port is, in the firmware's words (folder <c>physical_location</c>, ACPI <c>_PLD</c>).</summary>
/// <param name="Panel">The side of the case (file <c>panel</c>): <c>top</c>, <c>bottom</c>, <c>left</c>, <c>right</c>, <c>front</c>, <c>back</c>; null when unknown.</param>
/// <param name="Vertical">The height on that side (file <c>vertical_position</c>): <c>upper</c>, <c>center</c>, <c>lower</c>; null when absent.</param>
/// <param name="Horizontal">The place from left to right (file <c>horizontal_position</c>); null when absent.</param>
/// <param name="IsOnDock">True when it is on a docking station (file <c>dock</c>).</param>
/// <param name="IsOnLid">True when it is on the lid (file <c>lid</c>).</param>
public sealed record UsbPortPlace(string? Panel, string? Vertical, string? Horizontal, bool IsOnDock, bool IsOnLid);
