using Passthrough.Changes.Journal;
using Passthrough.Changes.Verification;

namespace Passthrough.Cli.Views;

/// <summary>The lines of <c>status</c>. Pure.</summary>
internal static class StatusView
{
    /// <summary>The lines.</summary>
    public static IEnumerable<string> Lines(StatusReport report)
    {
        if (report.TransactionId is null)
        {
            yield return "Nothing was changed on this machine.";
        }
        else
        {
            yield return $"Transaction {report.TransactionId}: {Word(report.State)}{(report.At is { } at ? $" at {at:yyyy-MM-dd HH:mm:ss} UTC" : "")}";
            foreach (var device in report.Devices)
            {
                yield return $"  card  {device.Address} [{device.Identity}]";
            }

            foreach (var file in report.Files)
            {
                yield return $"  file  {file}";
            }
        }

        if (report.NextStep is { } next)
        {
            yield return $"Next: {next}";
        }
    }

    private static string Word(TransactionState? state) => state switch
    {
        TransactionState.Applying => "applying was cut off",
        TransactionState.Committed => "applied",
        TransactionState.Undoing => "undoing was cut off",
        TransactionState.Undone => "undone",
        TransactionState.RolledBack => "failed and was taken back",
        _ => "unknown",
    };
}
