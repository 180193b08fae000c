using System.Collections.Immutable;
using Passthrough.Sessions.Usb;

namespace Passthrough.Cli.Documents;

/// <summary>The answer of <c>usb lend</c>, <c>usb return</c> and <c>usb swap --json</c>; <c>docs/formats/usb.md</c> describes it.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="IsLent">True when the devices are with the guest now, false when the host has them back.</param>
/// <param name="Guest">The guest.</param>
/// <param name="Devices">What has changed hands, in this order.</param>
internal sealed record UsbLoanDocument(int SchemaVersion, bool IsLent, string Guest, ImmutableArray<UsbLoan> Devices);
