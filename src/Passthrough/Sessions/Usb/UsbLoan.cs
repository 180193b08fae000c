using Passthrough.Sessions.Leases;

namespace Passthrough.Sessions.Usb;

/// <summary>A USB device that went to a guest, or came back from one.</summary>
/// <param name="Guest">The guest.</param>
/// <param name="Port">The device's name, bus and ports.</param>
/// <param name="Ids">Vendor and product.</param>
/// <param name="Product">What it calls itself; null when it does not.</param>
/// <param name="Note">What a person should know about its return, such as that it was unplugged meanwhile; null when all is as it was.</param>
public sealed record UsbLoan(string Guest, string Port, string Ids, string? Product, string? Note = null)
{
    /// <summary>The device in words.</summary>
    public string Words => $"{Port} ({Ids}{(Product is null ? "" : $" {Product}")})";

    /// <summary>The loan of a lease.</summary>
    internal static UsbLoan Of(string guest, UsbLease lease, string? note = null) => new(guest, lease.Port, lease.Ids, lease.Product, note);
}
