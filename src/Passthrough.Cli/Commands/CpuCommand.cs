using System.CommandLine;
using System.Text.Json;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Host;
using Passthrough.Host.Cpu;
using Passthrough.Host.Reading;
using Passthrough.Planning.CpuPinning;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough cpu</c>: the cores by their caches, and who would get them.</summary>
internal static class CpuCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var gpu = GpuOption.Create("Prefer the cores near this card (its NUMA node)");
        var cores = new Option<int?>("--guest-cores") { Description = "How many cores the guest is to get (default: what suits the machine)", HelpName = "N" };
        var command = new Command(
            "cpu",
            "Show the cores by their L3 caches, with the threads of each core, and which of them the host would keep and a guest would get. Changes nothing.\n\n"
            + "Example:\n  passthrough cpu --gpu 01:00.0 --guest-cores 6");
        command.Options.Add(gpu);
        command.Options.Add(cores);
        command.SetAction(global.Action(invocation => Run(invocation, invocation.Arguments.GetValue(gpu), invocation.Arguments.GetValue(cores))));
        return command;
    }

    private static ExitCode Run(Invocation invocation, string? gpu, int? guestCores)
    {
        var cpu = CpuReader.Read(new MachineReader(invocation.Roots));
        var plan = CorePlanner.Propose(cpu.Topology, guestCores, gpu is null ? null : NodeOf(invocation.Roots, gpu));
        if (invocation.Terminal.IsJson)
        {
            invocation.Terminal.WriteDocument(JsonSerializer.Serialize(new CpuDocument(1, cpu, plan), ViewDocuments.Default.CpuDocument));
        }
        else
        {
            invocation.Terminal.WriteMarkup(CpuView.Lines(cpu, plan, invocation.Terminal.Width));
        }

        return ExitCode.Success;
    }

    private static int? NodeOf(HostRoots roots, string gpu)
    {
        var facts = HostReader.Read(roots, HostReadScope.Devices);
        return facts.Pci.Find(GpuOption.Card(facts, gpu).Display)?.NumaNode;
    }
}
