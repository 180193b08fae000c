using System.Collections.Immutable;
using System.CommandLine;
using Passthrough.Changes;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Pci;
using Passthrough.Planning;
using Passthrough.Readiness;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough setup</c>: check, plan, ask, apply.</summary>
internal static class SetupCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var options = new GpuOptions();
        var yes = new Option<bool>("--yes") { Description = "Answer yes to the one question" };
        var command = new Command("setup", "The guided way: choose the card, show the plan, ask, apply\n\nExample:\n  sudo passthrough setup --gpu 01:00.0");
        options.AddTo(command);
        command.Options.Add(yes);
        command.SetAction(global.LiveAction("setup", invocation => ChangeContexts.RunAsync(() => Run(invocation, options, invocation.Arguments.GetValue(yes)))));
        return command;
    }

    private static ExitCode Run(Invocation invocation, GpuOptions options, bool yes)
    {
        var context = ChangeContexts.ForWriting(invocation, "setup");
        Rights.RequireRoot(context.Roots, "setup");
        var facts = HostReader.Read(invocation.Roots);
        var request = options.RequestOf(invocation.Arguments) ?? options.RequestFor(OnlyCandidate(facts), invocation.Arguments);
        ShowCheck(invocation.Terminal, facts, request.Gpu);
        var plan = Planner.Plan(PlanFacts.For(facts, context.Roots, request, context.Packages), request);
        PlanCommand.Show(invocation.Terminal, plan, facts);
        if (plan.Changes.IsEmpty)
        {
            return ExitCode.Success;
        }

        if (!yes && !IsConfirmed(invocation.Terminal))
        {
            invocation.Terminal.WriteLine("Nothing was changed.");
            return ExitCode.Success;
        }

        return ApplyCommand.Run(invocation, request, file: null);
    }

    private static void ShowCheck(TerminalDoor terminal, HostFacts facts, PciAddress gpu)
    {
        if (!terminal.IsJson)
        {
            ImmutableArray<Finding> findings = [.. ReadinessRules.Judge(facts).Where(finding => finding.Gpu is null || finding.Gpu == gpu)];
            terminal.WriteMarkup(CheckView.Lines(facts, findings, [GpuVerdict.Of(gpu, findings)], terminal.Width, isAll: false));
            terminal.WriteLine();
        }
    }

    private static PciAddress OnlyCandidate(HostFacts facts)
    {
        var candidates = facts.Display.Cards.Where(card => card.IsBoot != true).ToList();
        return candidates switch
        {
            [var only] => only.Display,
            [] => throw new RefusedException("no graphics card of this machine could be given to virtual machines", null, "passthrough check says why"),
            _ => throw new InvalidInputException(
                $"{candidates.Count} cards could be given to virtual machines: {string.Join(", ", candidates.Select(card => card.Display))}", null, "say which: --gpu ADDRESS"),
        };
    }

    private static bool IsConfirmed(TerminalDoor terminal)
    {
        if (Console.IsInputRedirected)
        {
            throw new InvalidInputException("there is no terminal to ask on", null, "say --yes to answer the question beforehand");
        }

        terminal.WriteErrorLine("Type 'yes' to change this host as shown: ");
        return string.Equals(Console.ReadLine()?.Trim(), "yes", StringComparison.Ordinal);
    }
}
