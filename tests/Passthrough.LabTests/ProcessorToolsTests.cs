using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using Passthrough.Host.Cpu;

namespace Passthrough.LabTests;

/// <summary>How the processors of the running machine, two sockets with memory of their own, are put together: what <c>cpu</c> says and what others say.</summary>
[Collection(IsolatedCard.Name)]
public class ProcessorToolsTests(IsolatedMachine machine)
{
    [Fact]
    public async Task Cores_sockets_and_nodes_are_those_of_lscpu()
    {
        var rows = (await machine.OutputAsync("lscpu -p=CPU,CORE,SOCKET,NODE | grep -v '^#'")).Split('\n').Select(row => row.Split(',').Select(Number).ToArray()).ToList();
        using var document = await machine.DocumentAsync("passthrough cpu --json", 0);
        var topology = document.RootElement.GetProperty("cpu").GetProperty("topology");

        Assert.Equal(Partition(rows, 1), Sets(topology, "cores"));
        Assert.Equal(Partition(rows, 2), Sets(topology, "packages"));
        Assert.Equal(Partition(rows, 3), Sets(topology, "nodes"));
        Assert.Equal(["0-1", "2-3"], Sets(topology, "nodes"));
    }

    [Fact]
    public async Task Cores_caches_and_nodes_are_those_of_hwloc()
    {
        var objects = XDocument.Parse(await machine.OutputAsync("lstopo-no-graphics --of xml")).Descendants("object").ToList();
        using var document = await machine.DocumentAsync("passthrough cpu --json", 0);
        var topology = document.RootElement.GetProperty("cpu").GetProperty("topology");

        Assert.Equal(Objects(objects, "Core"), Sets(topology, "cores"));
        Assert.Equal(Objects(objects, "Package"), Sets(topology, "packages"));
        Assert.Equal(Objects(objects, "NUMANode"), Sets(topology, "nodes"));
        Assert.Equal(Objects(objects, "L2Cache"), Caches(topology, 2));
        Assert.Equal(Objects(objects, "L3Cache"), Caches(topology, 3));
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Partition(IEnumerable<int[]> rows, int column) =>
        rows.GroupBy(row => row[column], row => row[0]).Select(group => CpuSet.Of(group).ToString()).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Objects(IEnumerable<XElement> objects, string type) =>
        objects.Where(each => (string?)each.Attribute("type") == type).Select(each => CpuSet.FromMask((string?)each.Attribute("cpuset"))!.ToString()).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Sets(JsonElement topology, string name) => Cpus(topology.GetProperty(name).EnumerateArray());

    private static IEnumerable<string> Caches(JsonElement topology, int level) =>
        Cpus(topology.GetProperty("caches").EnumerateArray().Where(cache => cache.GetProperty("level").GetInt32() == level));

    private static IEnumerable<string> Cpus(IEnumerable<JsonElement> elements) => elements.Select(each => each.GetProperty("cpus").GetString()!).Order(StringComparer.Ordinal);
}
