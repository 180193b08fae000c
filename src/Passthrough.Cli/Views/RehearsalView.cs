using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Terminal;
using Passthrough.Rehearsal;

namespace Passthrough.Cli.Views;

/// <summary>One line a step with its time, then what was observed.</summary>
internal sealed class RehearsalView(TerminalDoor terminal)
{
    private readonly List<RehearsedStep> steps = [];
    private ImmutableArray<string> standstill = [];

    /// <summary>What was observed so far, as a document.</summary>
    public RehearsalDocument Document => new(1, [.. steps]);

    /// <summary>Shows an event as it arrives.</summary>
    public void Show(RehearsalEvent happened)
    {
        switch (happened)
        {
            case StepStarted started:
                terminal.WriteProgress($"{Number(started.Number, started.Count)} {started.Title} ...");
                break;
            case StoodStill still:
                standstill = [.. still.ToString().Split('\n')];
                break;
            case StepObserved observed:
                terminal.EndProgress();
                ImmutableArray<string> evidence = [.. standstill, .. observed.Evidence];
                standstill = [];
                steps.Add(new RehearsedStep(observed.Number, observed.Title, Math.Round(observed.Elapsed.TotalSeconds, 1), evidence));
                terminal.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{Number(observed.Number, observed.Count)} {observed.Title}  [{observed.Elapsed.TotalSeconds:0.0} s]"));
                foreach (var line in evidence)
                {
                    terminal.WriteLine($"        {line}");
                }

                break;
        }
    }

    private static string Number(int number, int count) => $"{number,2}/{count}";
}
