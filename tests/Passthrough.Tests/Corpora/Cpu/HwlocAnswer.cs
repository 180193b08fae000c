using System.Text.RegularExpressions;
using System.Xml.Linq;
using Passthrough.Host.Cpu;

namespace Passthrough.Tests.Corpora.Cpu;

/// <summary>Understands what hwloc prints: the indented text of <c>lstopo -v</c> and its XML.</summary>
internal static partial class HwlocAnswer
{
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["Core"] = "cores", ["Package"] = "packages", ["Socket"] = "packages", ["Die"] = "dies", ["L2Cache"] = "L2", ["L3Cache"] = "L3", ["Group(Cluster)"] = "clusters",
    };

    public static ReferenceTopology Parse(string path) => path.EndsWith(".xml", StringComparison.Ordinal) ? FromXml(Archive.Text(path)) : FromText(File.ReadAllLines(path));

    private static ReferenceTopology FromXml(string text)
    {
        var document = XDocument.Parse(text);
        var objects = document.Descendants("object").ToList();
        var answer = new ReferenceTopology { Cpus = Union(objects.Where(each => (string?)each.Attribute("type") == "PU").Select(Cpus)) };
        foreach (var each in objects)
        {
            Add(answer, (string)each.Attribute("type")!, (int?)each.Attribute("os_index"), Cpus(each));
        }

        return answer;
    }

    private static CpuSet Cpus(XElement each) => CpuSet.FromMask(
        string.Join(',', (((string?)each.Attribute("cpuset")) ?? "0").Split(',').Select(word => word.Length == 0 ? "0x0" : word)))!;

    private static ReferenceTopology FromText(string[] lines)
    {
        var objects = lines
            .Select(line => (Line: line, Object: ObjectLine().Match(line)))
            .TakeWhile(each => each.Object.Success)
            .Select(each => (
                Indent: each.Line.Length - each.Line.TrimStart().Length,
                Type: each.Object.Groups["type"].Value,
                Number: each.Object.Groups["number"] is { Success: true } number ? int.Parse(number.Value) : (int?)null))
            .ToList();
        var answer = new ReferenceTopology { Cpus = CpuSet.Of(objects.Where(each => each.Type == "PU").Select(each => each.Number!.Value)) };
        for (var index = 0; index < objects.Count; index++)
        {
            // A node is drawn inside the object whose CPUs it is near to.
            var owner = objects[index].Type != "NUMANode" ? index : objects.FindLastIndex(index, each => each.Indent < objects[index].Indent);
            var inside = objects.Skip(owner + 1).TakeWhile(each => each.Indent > objects[owner].Indent).Prepend(objects[owner]);
            Add(answer, objects[index].Type, objects[index].Number, CpuSet.Of(inside.Where(each => each.Type == "PU").Select(each => each.Number!.Value)));
        }

        return answer;
    }

    private static void Add(ReferenceTopology answer, string type, int? number, CpuSet cpus)
    {
        if (type == "NUMANode" && number is { } node)
        {
            answer.Nodes[node] = cpus;
        }
        else if (Kinds.TryGetValue(type, out var kind))
        {
            answer.Sets.TryAdd(kind, []);
            answer.Sets[kind].Add(cpus);
        }
    }

    private static CpuSet Union(IEnumerable<CpuSet> sets) => sets.Aggregate(CpuSet.Empty, (all, set) => all.Union(set));

    [GeneratedRegex(@"^\s*(?<type>[A-Za-z0-9]+(\([A-Za-z0-9]+\))?)( L#\d+)?( \((P#(?<number>\d+))?.*)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ObjectLine();
}
