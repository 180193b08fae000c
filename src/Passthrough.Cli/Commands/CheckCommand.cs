using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Host;
using Passthrough.Readiness;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough check</c>: can this machine do it, which card, what is in the way.</summary>
internal static class CheckCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var gpu = GpuOption.Create("Speak only about this card");
        var all = new Option<bool>("--all") { Description = "Show also what is as it should be and what is only worth knowing" };
        var command = new Command(
            "check",
            "Can this machine give a graphics card to a guest: which card, what is missing, what is in the way and what helps. Needs no root and changes nothing. What asks for nothing is left out without --all; --json holds everything.\n\n"
            + "Exit code 0 when a card (or the one asked for) is ready or can be made ready, else 16.\n\nExample:\n  passthrough check --gpu 01:00.0");
        command.Options.Add(gpu);
        command.Options.Add(all);
        command.SetAction(global.Action(invocation => Run(invocation, invocation.Arguments.GetValue(gpu), invocation.Arguments.GetValue(all))));
        return command;
    }

    private static ExitCode Run(Invocation invocation, string? gpu, bool isAll)
    {
        var facts = HostReader.Read(invocation.Roots);
        var cards = gpu is null ? facts.Display.Cards : [GpuOption.Card(facts, gpu)];
        var all = ReadinessRules.Judge(facts);
        var asked = cards.Select(card => card.Display).ToHashSet();
        ImmutableArray<Finding> findings = [.. all.Where(finding => finding.Gpu is not { } about || asked.Contains(about))];
        ImmutableArray<GpuVerdict> verdicts = [.. cards.Select(card => GpuVerdict.Of(card.Display, all))];
        if (invocation.Terminal.IsJson)
        {
            invocation.Terminal.WriteDocument(JsonSerializer.Serialize(new CheckDocument(1, findings, verdicts), ViewDocuments.Default.CheckDocument));
        }
        else
        {
            invocation.Terminal.WriteMarkup(CheckView.Lines(facts, findings, verdicts, invocation.Terminal.Width, isAll));
        }

        return verdicts.Any(verdict => verdict.Readiness != GpuReadiness.No) ? ExitCode.Success : ExitCode.NotReady;
    }
}
