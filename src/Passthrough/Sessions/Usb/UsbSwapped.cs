using System.Collections.Immutable;

namespace Passthrough.Sessions.Usb;

/// <summary>What a swap did.</summary>
/// <param name="IsLent">True when all of the profile's devices are with the guest now, false when they are back.</param>
/// <param name="Loans">What has changed hands, in this order.</param>
public sealed record UsbSwapped(bool IsLent, ImmutableArray<UsbLoan> Loans);
