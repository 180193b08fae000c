using System.CommandLine;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Host;
using Passthrough.Planning;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough plan</c>.</summary>
internal static class PlanCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var options = new GpuOptions();
        var command = new Command("plan", "Show what would be changed, each step with reason and diff; write nothing\n\nExample:\n  passthrough plan --gpu 01:00.0\n  passthrough plan --gpu 01:00.0 --rom ./card.rom\n  passthrough plan --gpu 01:00.0 --json > plan.json");
        options.AddTo(command);
        command.SetAction(global.Action(invocation => Run(invocation, options.RequiredRequestOf(invocation.Arguments))));
        return command;
    }

    private static ExitCode Run(Invocation invocation, PlanRequest request)
    {
        var facts = PlanFacts.For(HostReader.Read(invocation.Roots, HostReadScope.Plans), invocation.Roots, request, ChangeContexts.ForReading(invocation).Packages);
        var plan = Planner.Plan(facts, request);
        Show(invocation.Terminal, plan, facts);
        if (!invocation.Terminal.IsJson)
        {
            foreach (var line in PlanView.Closing(plan))
            {
                invocation.Terminal.WriteLine(line);
            }
        }

        return ExitCode.Success;
    }

    /// <summary>Shows a plan as a document or as lines.</summary>
    internal static void Show(TerminalDoor terminal, Plan plan, HostFacts facts)
    {
        if (terminal.IsJson)
        {
            terminal.WriteDocument(PlanJson.Write(plan));
            return;
        }

        foreach (var line in PlanView.Lines(plan, facts, Math.Min(terminal.Width, 100)))
        {
            terminal.WriteLine(line);
        }
    }
}
