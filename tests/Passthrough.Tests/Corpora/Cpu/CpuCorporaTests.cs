using System.Xml.Linq;
using Passthrough.Guests.Pinning;
using Passthrough.Host;
using Passthrough.Host.Cpu;
using Passthrough.Host.Reading;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Corpora.Cpu;

/// <summary>Topologies of real machines, compared with what hwloc, util-linux and libvirt say about the same files.</summary>
public class CpuCorporaTests(ITestOutputHelper output)
{
    // Where libvirt's own tree is a link to another one.
    private static readonly Dictionary<string, string?> Trees = new(StringComparer.Ordinal)
    {
        ["basic-dies"] = "virhostcpudata/linux-with-die",
        ["resctrl-amd"] = null,
        ["resctrl-cdp"] = "vircaps2xmldata/linux-resctrl",
        ["resctrl-cmt"] = "vircaps2xmldata/linux-resctrl",
        ["resctrl-fake-feature"] = "vircaps2xmldata/linux-resctrl",
    };

    [Fact]
    public void Hwloc_sees_the_same_cores_caches_packages_and_nodes()
    {
        var tests = Directory.GetFiles(CorpusFolder.Require("hwloc"), "*.test", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => (Name: Path.GetFileNameWithoutExtension(path), Folder: Path.GetDirectoryName(path)!, Settings: Settings(path)))
            .ToList();
        var tally = new Tally(output);
        foreach (var source in tests.GroupBy(test => Path.Combine(test.Folder, test.Settings["source"]), StringComparer.Ordinal))
        {
            using var archive = Archive.Unpack(source.Key);
            var inside = Path.Combine(archive.Only(), "fsroot");
            var ours = Topology(Directory.Exists(inside) ? inside : archive.Only());
            foreach (var (name, folder, settings) in source)
            {
                tally.Add($"hwloc {name}", HwlocAnswer.Parse(Path.Combine(folder, settings["target"])), ours);
            }
        }

        tally.Close();
    }

    [Fact]
    public void Lscpu_sees_the_same_cores_caches_sockets_and_nodes()
    {
        var folder = CorpusFolder.Require("lscpu");
        var tally = new Tally(output);
        foreach (var dump in Directory.GetFiles(Path.Combine(folder, "dumps")).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(dump)[..^".tar.gz".Length];
            using var archive = Archive.Unpack(dump);
            var expected = Archive.Text(Path.Combine(folder, "expected", $"lscpu-{name}"));
            var ours = Facts(archive.Only());
            tally.Add($"lscpu {name}", LscpuAnswer.Parse(expected), ours.Topology);
            tally.Add($"lscpu {name} online", CpuSet.FromList(Line(expected, "On-line CPU(s) list:"))?.ToString(), ours.Topology.Online.ToString());
            tally.Add($"lscpu {name} offline", CpuSet.FromList(Line(expected, "Off-line CPU(s) list:"))?.ToString(), ours.Topology.Offline.ToString());

            // Elsewhere lscpu makes the words itself, from numbers of the chip.
            var says = Archive.Text(Path.Combine(archive.Only(), "proc", "cpuinfo"));
            tally.Add($"lscpu {name} vendor", Said(says, "vendor_id", Line(expected, "Vendor ID:")), ours.Vendor);
            tally.Add($"lscpu {name} family", Said(says, "cpu family", Line(expected, "CPU family:")), ours.Family?.ToString());
            tally.Add($"lscpu {name} stepping", Said(says, "stepping", Line(expected, "Stepping:")), ours.Stepping?.ToString());
        }

        tally.Close();
    }

    [Fact]
    public void Lscpu_of_this_machine_sees_the_same_in_the_snapshots_of_ghw()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/lscpu"), "lscpu is not installed");
        var tally = new Tally(output);
        foreach (var snapshot in Directory.GetFiles(CorpusFolder.Require("ghw-snapshots"), "*.tar.gz").Order(StringComparer.Ordinal))
        {
            using var archive = Archive.Unpack(snapshot);
            var ours = Topology(archive.Folder);

            // lscpu gives up without this file, which most of the snapshots leave out.
            File.WriteAllText(Path.Combine(archive.Folder, "sys", "devices", "system", "cpu", "possible"), "0-1023\n");
            tally.Add($"ghw {Path.GetFileName(snapshot)}", LscpuAnswer.Parse(Archive.Run("lscpu", "--sysroot", archive.Folder, "-p")), ours);
        }

        tally.Close();
    }

    [Fact]
    public void Libvirt_sees_the_same_siblings_sockets_dies_cells_and_cache_banks()
    {
        var corpus = CorpusFolder.Require("libvirt");
        var folder = Path.Combine(corpus, "vircaps2xmldata");
        var tally = new Tally(output);
        foreach (var answer in Directory.GetFiles(folder, "vircaps-x86_64-*.xml").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileNameWithoutExtension(answer)["vircaps-x86_64-".Length..];
            if (Trees.GetValueOrDefault(name, $"vircaps2xmldata/linux-{name}") is not { } tree)
            {
                output.WriteLine($"vircaps {name}: its tree is not here");
                continue;
            }

            using var machine = Archive.UnpackSystem(Path.Combine(corpus, $"{tree}.tar.gz"));
            tally.Add($"vircaps {name}", Capabilities(XDocument.Load(answer)), Topology(machine.Folder));
        }

        tally.Close();
    }

    [Fact]
    public void Libvirt_counts_the_same_nodes_sockets_cores_and_threads()
    {
        var folder = Path.Combine(CorpusFolder.Require("libvirt"), "virhostcpudata");
        var tally = new Tally(output);
        foreach (var expected in Directory.GetFiles(folder, "*.expected").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileNameWithoutExtension(expected)["linux-".Length..];
            var tree = Path.Combine(folder, $"linux-{name[(name.IndexOf('-') + 1)..]}.tar.gz");
            if (!File.Exists(tree))
            {
                output.WriteLine($"virhostcpu {name}: its tree is not here");
                continue;
            }

            using var archive = Archive.UnpackSystem(tree);
            Directory.CreateDirectory(Path.Combine(archive.Folder, "proc"));
            File.Copy(Path.ChangeExtension(expected, ".cpuinfo"), Path.Combine(archive.Folder, "proc", "cpuinfo"));
            var facts = Facts(archive.Folder);
            tally.Add($"virhostcpu {name}", WithoutFrequency(Archive.Text(expected).Trim()), Counted(facts.Topology));
            var signature = Path.ChangeExtension(expected, ".signature");
            tally.Add($"virhostcpu {name} signature", File.Exists(signature) ? Archive.Text(signature).Trim().Split(", rev ")[0].Split(", version = ")[0] : null, Signature(facts));
        }

        tally.Close();
    }

    [Fact]
    public void Without_sysfs_the_cores_are_as_many_as_cpuinfo_itself_counts()
    {
        var folder = Path.Combine(CorpusFolder.Require("lxd-resources"), "lxd", "resources", "testdata");
        var tally = new Tally(output);
        foreach (var path in Directory.GetFiles(folder, "cpuinfo_*").Order(StringComparer.Ordinal))
        {
            using var machine = new ScratchMachine();
            var text = Archive.Text(path);
            machine.File("/proc/cpuinfo", text);
            var topology = Topology(machine.Path("/"));
            var name = $"lxd {Path.GetFileNameWithoutExtension(path)}";
            var packages = Math.Max(1, topology.Packages.Length);
            tally.Add($"{name} cores", Line(text, "cpu cores"), (topology.Cores.Length / packages).ToString());
            tally.Add($"{name} siblings", Line(text, "siblings"), (topology.Online.Count / packages).ToString());
            tally.Add($"{name} processors", Line(text, "# processors") ?? text.Split('\n').Count(line => line.StartsWith("processor", StringComparison.Ordinal)).ToString(), topology.Online.Count.ToString());
        }

        tally.Close();
    }

    [Theory]
    [InlineData("ryzen9-5950x.txt", "8-15,24-31", "0-7,16-23")]
    [InlineData("i9-13900kf-pcores.txt", "4-15", "0-3")]
    public void Machines_of_lscpu_listings_are_shared_out_by_cores_and_caches(string file, string guest, string host)
    {
        using var machine = new ScratchMachine();
        var rows = LscpuListing.Read(Path.Combine(CorpusFolder.Require("lscpu-e-cases"), file));
        LscpuListing.Write(machine, rows);
        var topology = Topology(machine.Path("/"));
        Assert.Equal(CoreKindSource.None, topology.KindSource);
        Assert.Equal(rows.Select(row => row[3]).Distinct().Count(), topology.Cores.Length);
        Assert.Equal(rows.Select(row => row[6]).Distinct().Count(), topology.L3.Length);
        var plan = PinningPlanner.Plan(Facts(machine.Path("/")), new PinningRequest());
        Assert.Equal((guest, host), (plan.GuestCpus.ToString(), plan.HostCpus.ToString()));
    }

    private static CpuTopology Topology(string folder) => Facts(folder).Topology;

    private static CpuFacts Facts(string folder) => CpuReader.Read(new MachineReader(HostRoots.Under(folder)));

    private static Dictionary<string, string> Settings(string path) => File.ReadLines(path)
        .Where(line => !line.StartsWith('#') && line.Contains(':'))
        .Select(line => (Key: line[..line.IndexOf(':')], Value: line[(line.IndexOf(':') + 1)..].Trim()))
        .DistinctBy(setting => setting.Key)
        .ToDictionary(setting => setting.Key, setting => setting.Value, StringComparer.Ordinal);

    private static string? Said(string cpuinfo, string key, string? theirs) => Line(cpuinfo, key) is null ? null : theirs;

    private static string? Line(string text, string key) =>
        text.Split('\n').FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal)) is { } line ? line[(line.IndexOf(':') + 1)..].Trim() : null;

    private static ReferenceTopology Capabilities(XDocument document)
    {
        var cpus = document.Descendants("cpu").Where(cpu => cpu.Attribute("siblings") is not null).ToList();
        var answer = new ReferenceTopology { Cpus = CpuSet.Of(cpus.Select(Id)) };
        answer.Sets["cores"] = [.. cpus.Select(cpu => CpuSet.FromList((string)cpu.Attribute("siblings")!)!)];
        answer.Sets["packages"] = [.. cpus.GroupBy(cpu => (string)cpu.Attribute("socket_id")!).Select(group => CpuSet.Of(group.Select(Id)))];
        var dies = cpus.GroupBy(cpu => ((string)cpu.Attribute("socket_id")!, (string?)cpu.Attribute("die_id"))).Select(group => CpuSet.Of(group.Select(Id))).ToHashSet();
        answer.Sets["dies"] = dies.Count > answer.Sets["packages"].Count ? dies : [];
        foreach (var cell in document.Descendants("cell"))
        {
            answer.Nodes[(int)cell.Attribute("id")!] = CpuSet.Of(cell.Descendants("cpu").Select(Id));
        }

        foreach (var bank in document.Descendants("bank").Where(bank => (string?)bank.Attribute("type") is not "code").GroupBy(bank => (string)bank.Attribute("level")!))
        {
            answer.Sets[$"L{bank.Key}"] = [.. bank.Select(each => CpuSet.FromList((string)each.Attribute("cpus")!)!)];
        }

        return answer;
    }

    private static int Id(XElement cpu) => (int)cpu.Attribute("id")!;

    // Of POWER and s390 only the parts that are facts here.
    private static string Signature(CpuFacts facts) => facts switch
    {
        { Family: { } family } => $"{facts.Vendor}, {facts.Model}, family: {family}, model: {facts.ModelNumber}, stepping: {facts.Stepping}",
        { Vendor: { } vendor } => vendor,
        _ => facts.Model ?? "",
    };

    private static string WithoutFrequency(string expected) => string.Join(", ", expected.Split(", ").Where(part => !part.StartsWith("MHz", StringComparison.Ordinal)));

    // libvirt counts the widest node, package and core, and gives up (1 node, 1 socket, all as cores) when their product is not the number of CPUs.
    private static string Counted(CpuTopology topology)
    {
        var nodes = topology.Nodes.Where(node => !node.Cpus.IsEmpty).Select(node => node.Cpus).DefaultIfEmpty(topology.Online).ToList();
        var packages = topology.Packages.Select(package => package.Cpus).DefaultIfEmpty(topology.Online).ToList();
        var sockets = nodes.Max(node => packages.Count(package => package.Overlaps(node)));
        var cores = nodes.Max(node => packages.Max(package => topology.Cores.Count(core => core.Cpus.Overlaps(node) && core.Cpus.Overlaps(package))));
        var threads = topology.Cores.Max(core => core.Cpus.Count);
        var total = topology.Present.Count;
        var fits = nodes.Count * sockets * cores * threads == total;
        return fits
            ? $"CPUs: {topology.Online.Count}/{total}, Nodes: {nodes.Count}, Sockets: {sockets}, Cores: {cores}, Threads: {threads}"
            : $"CPUs: {topology.Online.Count}/{total}, Nodes: 1, Sockets: 1, Cores: {total}, Threads: 1";
    }
}
