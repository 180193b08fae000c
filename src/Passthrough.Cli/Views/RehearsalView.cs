using System.Globalization;
using Passthrough.Cli.Terminal;
using Passthrough.Rehearsal;

namespace Passthrough.Cli.Views;

/// <summary>One line a step with its time, then what was observed.</summary>
internal sealed class RehearsalView(TerminalDoor terminal)
{
    /// <summary>Shows an event as it arrives.</summary>
    public void Show(RehearsalEvent happened)
    {
        switch (happened)
        {
            case StepStarted started:
                terminal.WriteProgress($"{Number(started.Number, started.Count)} {started.Title} ...");
                break;
            case StepObserved observed:
                terminal.EndProgress();
                terminal.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{Number(observed.Number, observed.Count)} {observed.Title}  [{observed.Elapsed.TotalSeconds:0.0} s]"));
                foreach (var line in observed.Evidence)
                {
                    terminal.WriteLine($"        {line}");
                }

                break;
        }
    }

    private static string Number(int number, int count) => $"{number,2}/{count}";
}
