using Passthrough.Changes.Journal;
using Passthrough.Changes.Verification;

namespace Passthrough.Cli.Views;

/// <summary>The lines of <c>verify</c>: a claim a line, then the evidence. Pure.</summary>
internal static class VerifyView
{
    /// <summary>The lines.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="width">Columns.</param>
    public static IEnumerable<string> Lines(VerifyReport report, int width)
    {
        if (report.Outcome == VerifyOutcome.NothingApplied)
        {
            yield return "Nothing was applied on this machine, so there is nothing to verify.";
            yield break;
        }

        yield return $"Transaction {report.TransactionId}: {(report.State == TransactionState.Undone ? "undone" : "applied")}";
        foreach (var line in report.Checks.SelectMany(check => Lines(check, width)))
        {
            yield return line;
        }

        yield return "";
        yield return report.Outcome switch
        {
            VerifyOutcome.Verified => $"Verified: {report.Checks.Length} of {report.Checks.Length} hold.",
            VerifyOutcome.RebootNeeded => $"In place: {Count(report, VerifyStatus.Ok)}; {Count(report, VerifyStatus.Pending)} wait for the reboot.",
            _ => $"NOT verified: {Count(report, VerifyStatus.Failed)} of {report.Checks.Length} do not hold:",
        };

        // What is wrong is not to be looked for among dozens that are right.
        foreach (var line in report.Checks.Where(check => check.Status == VerifyStatus.Failed).SelectMany(check => Lines(check, width)))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Lines(VerifyCheck check, int width) =>
    [
        .. TextLayout.Hang($"{Word(check.Status)}  ", check.Claim, width),
        .. TextLayout.Hang("          ", TextLayout.Plain(check.Evidence), width),
    ];

    private static int Count(VerifyReport report, VerifyStatus status) => report.Checks.Count(check => check.Status == status);

    private static string Word(VerifyStatus status) => status switch
    {
        VerifyStatus.Ok => "ok    ",
        VerifyStatus.Pending => "reboot",
        _ => "FAILED",
    };
}
