using System.Collections.Immutable;
using Passthrough.Host.Reading;
using Passthrough.Host.Usb;

namespace Passthrough.Cli.Documents;

/// <summary>The answer of <c>usb --json</c>; <c>docs/formats/usb.md</c> describes it.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Controllers">All controllers with their sockets.</param>
/// <param name="Inputs">All keyboards and mice.</param>
/// <param name="Problems">What was there and could not be read.</param>
internal sealed record UsbDocument(
    int SchemaVersion, ImmutableArray<UsbControllerMap> Controllers, ImmutableArray<HumanInput> Inputs, ImmutableArray<ReadProblem> Problems);
