using Passthrough.Guests.Pinning;
using Passthrough.Host.Cpu;

namespace Passthrough.Cli.Documents;

/// <summary>The answer of <c>cpu --json</c>; <c>docs/formats/cpu.md</c> describes it.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Cpu">The processor.</param>
/// <param name="Proposal">Which cores the host keeps, and the whole pinning of a guest that gets the others.</param>
internal sealed record CpuDocument(int SchemaVersion, CpuFacts Cpu, GuestPinning Proposal);
