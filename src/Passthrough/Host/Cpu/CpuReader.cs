using Passthrough.Host.Reading;

namespace Passthrough.Host.Cpu;

/// <summary>Reads the processor.</summary>
public static class CpuReader
{
    /// <summary>The processor's facts with its topology.</summary>
    /// <param name="reader">The machine.</param>
    public static CpuFacts Read(MachineReader reader)
    {
        var cpuinfo = reader.ReadText(reader.Roots.Proc("cpuinfo"));
        var facts = CpuInfo.Parse(cpuinfo);
        var topology = CpuTopologyReader.Read(reader, CpuInfo.Processors(cpuinfo));
        return facts with { OnlineCount = topology.Online.IsEmpty ? null : topology.Online.Count, Topology = topology };
    }
}
