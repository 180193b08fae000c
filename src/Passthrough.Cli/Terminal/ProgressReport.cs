using Passthrough.Cli.Views;
using Passthrough.Disks;

namespace Passthrough.Cli.Terminal;

/// <summary>Shows the steps of a command about an image: a bar on a terminal, a line for each step and each tenth of it elsewhere, nothing beside a document.</summary>
/// <param name="terminal">The terminal.</param>
internal sealed class ProgressReport(TerminalDoor terminal)
{
    private readonly Lock turn = new();
    private string? words;
    private int tenth;

    /// <summary>Shows where the command is; may be called by several threads.</summary>
    /// <param name="step">The step.</param>
    public void Show(DiskStep step)
    {
        if (terminal.IsJson)
        {
            return;
        }

        lock (turn)
        {
            if (terminal.ShowsProgress)
            {
                terminal.WriteProgress(DiskView.Bar(step, terminal.Width));
            }
            else
            {
                ShowAsLine(step);
            }
        }
    }

    /// <summary>Takes the bar away.</summary>
    public void End()
    {
        if (!terminal.IsJson)
        {
            terminal.EndProgress();
        }
    }

    private void ShowAsLine(DiskStep step)
    {
        if (!string.Equals(step.Words, words, StringComparison.Ordinal))
        {
            (words, tenth) = (step.Words, 0);
            terminal.WriteErrorLine(step.Words);
        }

        var reached = (int)((step.Percent ?? 0) / 10);
        if (reached > tenth)
        {
            tenth = reached;
            terminal.WriteErrorLine($"  {reached * 10} %");
        }
    }
}
