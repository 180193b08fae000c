using Passthrough.Changes.Guard;
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
            if (report.Bridge is { } bridge)
            {
                yield return $"  bridge  {bridge.Name} over {bridge.Nic}";
            }

            if (report.UsbSwitch is not null)
            {
                yield return "  USB devices are swapped without root";
            }

            foreach (var device in report.Devices)
            {
                yield return $"  card  {device.Address} [{device.Identity}]";
            }

            foreach (var file in report.Files)
            {
                yield return $"  file  {file}";
            }

            foreach (var change in report.ByTools)
            {
                yield return $"  also  {change}";
            }
        }

        if (report.Trial is { } trial)
        {
            yield return $"Trial boot: {Word(trial)}";
            foreach (var failed in report.TrialFailed)
            {
                yield return $"  failed  {failed}";
            }

            if (trial == TrialState.FellBack && report.TrialFailed.IsEmpty)
            {
                yield return "  the machine did not reach its target in it, so nothing of it was looked at";
            }
        }

        if (report.NextStep is { } next)
        {
            yield return $"Next: {next}";
        }

        foreach (var line in report.Others.SelectMany(other => Lines(other).Prepend("").Concat(other switch
        {
            { Bridge: not null } => ["To take it back: sudo passthrough network bridge --undo"],
            { UsbSwitch: not null } => ["To take it back: sudo passthrough usb setup --undo"],
            _ => Array.Empty<string>(),
        })))
        {
            yield return line;
        }
    }

    private static string Word(TrialState trial) => trial switch
    {
        TrialState.Waiting => "the next start",
        TrialState.Running => "this start, not found good yet: the next one is as before apply",
        TrialState.Confirmed => "found good; every start uses the new configuration",
        _ => "not found good: this start is as before apply",
    };

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
