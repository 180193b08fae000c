using Passthrough.Host.Usb;

namespace Passthrough.Cli.Documents;

/// <summary>One line of <c>usb --watch --json</c>; <c>docs/formats/usb.md</c> describes it.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Plugging">What happened.</param>
internal sealed record UsbPluggingDocument(int SchemaVersion, UsbPlugging Plugging);
