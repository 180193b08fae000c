using Passthrough.Host.Cpu;
using Passthrough.Planning.CpuPinning;

namespace Passthrough.Cli.Documents;

/// <summary>The answer of <c>cpu --json</c>; <c>docs/formats/cpu.md</c> describes it.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="Cpu">The processor.</param>
/// <param name="Proposal">Which cores the host keeps and which a guest would get.</param>
internal sealed record CpuDocument(int SchemaVersion, CpuFacts Cpu, CorePlan Proposal);
