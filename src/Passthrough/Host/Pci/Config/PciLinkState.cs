namespace Passthrough.Host.Pci.Config;

/// <summary>Speed and width of a link.</summary>
/// <param name="Speed">Gigatransfers a second (2.5, 5, 8, 16, 32, 64); null when the function names none.</param>
/// <param name="Width">Lanes; null when the function names none (no device in the slot).</param>
public sealed record PciLinkState(double? Speed, int? Width);
