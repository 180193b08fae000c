using System.CommandLine;
using System.Text.Json;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Guests.Pinning;
using Passthrough.Host;
using Passthrough.Host.Cpu;
using Passthrough.Host.Reading;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough cpu</c>: the cores by their caches, and who would get them.</summary>
internal static class CpuCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var gpu = GpuOption.Create("Prefer the cores near this card (its NUMA node)");
        var cores = new Option<int?>("--guest-cores") { Description = "How many cores the guest is to get (default: what suits the machine)", HelpName = "N" };
        var cpus = new Option<string?>("--cpus") { Description = "The CPUs that the guest is to get, such as 2-5,8-11", HelpName = "LIST" };
        var domain = new Option<int?>("--cache-domain") { Description = "The L3 cache whose cores the guest is to get, by the number that is shown here", HelpName = "N" };
        var ioThreads = new Option<int>("--io-threads") { Description = "How many I/O threads the guest has", HelpName = "N" };
        var isSingle = new Option<bool>("--one-thread") { Description = "Give the guest one thread of each core and leave the others idle" };
        var command = new Command(
            "cpu",
            "Show the cores by their L3 caches, with the threads of each core, which of them the host would keep and a guest would get, and how the guest would be pinned to them. Changes nothing.\n\n"
            + "Example:\n  passthrough cpu --gpu 01:00.0 --guest-cores 6\n  passthrough cpu --cache-domain 1 --io-threads 1");
        foreach (var option in (Option[])[gpu, cores, cpus, domain, ioThreads, isSingle])
        {
            command.Options.Add(option);
        }

        command.SetAction(global.Action(invocation => Run(invocation, new PinningRequest
        {
            Cores = invocation.Arguments.GetValue(cores),
            Cpus = invocation.Arguments.GetValue(cpus) is { } list ? CpuSet.FromList(list) ?? throw new InvalidInputException($"'{list}' is no list of CPUs", nextStep: "write it like 2-5,8-11") : null,
            CacheDomain = invocation.Arguments.GetValue(domain),
            IoThreads = invocation.Arguments.GetValue(ioThreads),
            HasOneThreadPerCore = invocation.Arguments.GetValue(isSingle),
            CardNode = invocation.Arguments.GetValue(gpu) is { } card ? NodeOf(invocation.Roots, card) : null,
        })));
        return command;
    }

    private static ExitCode Run(Invocation invocation, PinningRequest request)
    {
        var cpu = CpuReader.Read(new MachineReader(invocation.Roots));
        var pinning = PinningPlanner.Plan(cpu, request);
        if (invocation.Terminal.IsJson)
        {
            invocation.Terminal.WriteDocument(JsonSerializer.Serialize(new CpuDocument(1, cpu, pinning), ViewDocuments.Default.CpuDocument));
        }
        else
        {
            invocation.Terminal.WriteMarkup(CpuView.Lines(cpu, pinning, invocation.Terminal.Width));
        }

        return ExitCode.Success;
    }

    private static int? NodeOf(HostRoots roots, string gpu)
    {
        var facts = HostReader.Read(roots, HostReadScope.Devices);
        return facts.Pci.Find(GpuOption.Card(facts, gpu).Display)?.NumaNode;
    }
}
