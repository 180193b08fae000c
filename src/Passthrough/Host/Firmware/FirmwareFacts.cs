namespace Passthrough.Host.Firmware;

/// <summary>How the machine was started.</summary>
/// <param name="IsUefi">True when <c>/sys/firmware/efi</c> exists; null when <c>/sys/firmware</c> itself is absent.</param>
/// <param name="SecureBoot">The <c>SecureBoot</c> variable in <c>/sys/firmware/efi/efivars</c>; null when absent.</param>
/// <param name="SystemVendor"><c>/sys/class/dmi/id/sys_vendor</c>; null when absent.</param>
/// <param name="SystemProduct"><c>/sys/class/dmi/id/product_name</c>; null when absent.</param>
/// <param name="BoardName"><c>/sys/class/dmi/id/board_name</c>; null when absent.</param>
public sealed record FirmwareFacts(bool? IsUefi, bool? SecureBoot, string? SystemVendor, string? SystemProduct, string? BoardName);
