using System.Text.Json;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Views;
using Passthrough.Guests.Pinning;
using Passthrough.Host.Cpu;
using Passthrough.Host.Reading;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Commands;

public class CpuTests
{
    [Fact]
    public void A_cache_die_is_drawn_with_its_pairs()
    {
        using var machine = Processors.CacheDie();
        Golden.Matches("cpu-cache-die.txt", View(machine));
    }

    [Fact]
    public void Kinds_offline_and_isolated_cpus_are_marked()
    {
        using var machine = Processors.Hybrid();
        machine.File("/sys/devices/system/cpu/present", "0-11\n").File("/sys/devices/system/cpu/isolated", "2-3\n")
            .File("/sys/devices/system/cpu/cpu10/online", "0\n").File("/sys/devices/system/cpu/cpu11/online", "0\n");
        Golden.Matches("cpu-hybrid.txt", View(machine));
    }

    [Fact]
    public void Many_threads_stay_readable()
    {
        using var machine = Processors.Large();
        var text = View(machine, new PinningRequest { CardNode = 1, IoThreads = 2 });
        Golden.Matches("cpu-large.txt", text);
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= 80));
    }

    [Fact]
    public void A_guest_on_two_nodes_is_shown_with_its_cells()
    {
        using var machine = Processors.Large();
        var text = View(machine, new PinningRequest { Cores = 72, CardNode = 1 });
        Golden.Matches("cpu-two-nodes.txt", text[text.IndexOf("A guest would", StringComparison.Ordinal)..]);
    }

    [Fact]
    public void Threads_that_are_no_whole_cores_are_shown_with_what_that_means()
    {
        using var machine = Processors.CacheDie();
        Golden.Matches("cpu-split.txt", View(machine, new PinningRequest { Cpus = CpuSet.FromList("1-3,17,19,24,26"), IoThreads = 1 }));
    }

    [Fact]
    public void A_machine_about_which_nothing_is_known_says_so()
    {
        using var machine = new ScratchMachine();
        Golden.Matches("cpu-nothing-known.txt", View(machine));
    }

    [Fact]
    public void The_document_names_sets_as_lists()
    {
        using var machine = Processors.Hybrid();
        var cpu = CpuReader.Read(new MachineReader(machine.Roots));
        Golden.Matches("cpu.json", JsonSerializer.Serialize(new CpuDocument(1, cpu, PinningPlanner.Plan(cpu, new PinningRequest { IoThreads = 1 })), ViewDocuments.Default.CpuDocument) + "\n");
    }

    private static string View(ScratchMachine machine, PinningRequest? request = null)
    {
        var cpu = CpuReader.Read(new MachineReader(machine.Roots));
        return Rendered.Text(CpuView.Lines(cpu, PinningPlanner.Plan(cpu, request ?? new PinningRequest()), 80));
    }
}
