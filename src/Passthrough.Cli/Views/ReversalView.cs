using Passthrough.Changes.Journal;

namespace Passthrough.Cli.Views;

/// <summary>How files were taken back, a line each. Pure.</summary>
internal static class ReversalView
{
    /// <summary>The lines.</summary>
    public static IEnumerable<string> Lines(IEnumerable<ReversalRecord> files) => files.Select(file => $"  {Word(file.How),-12}{file.Path}{(file.Command is { } command ? $"  ({(file.How == Reversal.StillNeeded ? "something that was installed since needs them; remove that, then" : "only on the machine itself")}: {command})" : Note(file.How))}");

    private static string Word(Reversal how) => how switch
    {
        Reversal.Restored => "as before",
        Reversal.Regenerated => "built anew",
        Reversal.TakenOut => "taken out",
        Reversal.Skipped => "skipped",
        _ => "left",
    };

    private static string Note(Reversal how) => how switch
    {
        Reversal.Regenerated => "  (it had changed since; built from the restored sources)",
        Reversal.Skipped => "  (its kernel is no longer installed)",
        Reversal.KeptFolder => "  (others put files into it)",
        Reversal.TakenOut => "  (others changed it since, as they may; what apply put into it is gone)",
        Reversal.LeftChanged => "  (someone else changed it)",
        _ => "",
    };
}
