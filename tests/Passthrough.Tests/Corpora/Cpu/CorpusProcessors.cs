using Passthrough.Host;
using Passthrough.Host.Cpu;
using Passthrough.Host.Reading;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Corpora.Cpu;

/// <summary>The processors of all real machines that the corpora hold, each once.</summary>
internal static class CorpusProcessors
{
    // Archives beside the machines that hold one other file system.
    private static readonly string[] NoMachines = ["linux-resctrl-cdp.tar.gz", "linux-resctrl-cmt.tar.gz", "linux-resctrl-fake-feature.tar.gz"];

    public static IEnumerable<(string Name, CpuFacts Facts)> All() => Hwloc().Concat(Lscpu()).Concat(Libvirt()).Concat(Ghw()).Concat(CpuInfos()).Concat(Listings());

    private static IEnumerable<(string Name, CpuFacts Facts)> Hwloc()
    {
        foreach (var path in Directory.GetFiles(CorpusFolder.Require("hwloc"), "*.tar.*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using var archive = Archive.Unpack(path);
            var inside = Path.Combine(archive.Only(), "fsroot");
            yield return (Path.GetFileName(path), Facts(Directory.Exists(inside) ? inside : archive.Only()));
        }
    }

    private static IEnumerable<(string Name, CpuFacts Facts)> Lscpu()
    {
        foreach (var path in Directory.GetFiles(Path.Combine(CorpusFolder.Require("lscpu"), "dumps")).Order(StringComparer.Ordinal))
        {
            using var archive = Archive.Unpack(path);
            yield return (Path.GetFileName(path), Facts(archive.Only()));
        }
    }

    private static IEnumerable<(string Name, CpuFacts Facts)> Libvirt()
    {
        foreach (var path in ((string[])["vircaps2xmldata", "virhostcpudata"]).SelectMany(folder => Directory.GetFiles(Path.Combine(CorpusFolder.Require("libvirt"), folder), "*.tar.gz")).Order(StringComparer.Ordinal).ExceptBy(NoMachines, Path.GetFileName))
        {
            using var archive = Archive.UnpackSystem(path);
            yield return (Path.GetFileName(path), Facts(archive.Folder));
        }
    }

    private static IEnumerable<(string Name, CpuFacts Facts)> Ghw()
    {
        foreach (var path in Directory.GetFiles(CorpusFolder.Require("ghw-snapshots"), "*.tar.gz").Order(StringComparer.Ordinal))
        {
            using var archive = Archive.Unpack(path);
            yield return (Path.GetFileName(path), Facts(archive.Folder));
        }
    }

    private static IEnumerable<(string Name, CpuFacts Facts)> CpuInfos()
    {
        foreach (var path in Directory.GetFiles(Path.Combine(CorpusFolder.Require("lxd-resources"), "lxd", "resources", "testdata"), "cpuinfo_*").Order(StringComparer.Ordinal))
        {
            using var machine = new ScratchMachine();
            yield return (Path.GetFileName(path), Facts(machine.File("/proc/cpuinfo", Archive.Text(path)).Path("/")));
        }
    }

    private static IEnumerable<(string Name, CpuFacts Facts)> Listings()
    {
        foreach (var path in Directory.GetFiles(CorpusFolder.Require("lscpu-e-cases"), "*.txt").Order(StringComparer.Ordinal))
        {
            using var machine = new ScratchMachine();
            LscpuListing.Write(machine, LscpuListing.Read(path));
            yield return (Path.GetFileName(path), Facts(machine.Path("/")));
        }
    }

    private static CpuFacts Facts(string folder) => CpuReader.Read(new MachineReader(HostRoots.Under(folder)));
}
