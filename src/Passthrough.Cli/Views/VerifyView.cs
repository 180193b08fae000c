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
        foreach (var check in report.Checks)
        {
            foreach (var line in TextLayout.Hang($"{Word(check.Status)}  ", check.Claim, width))
            {
                yield return line;
            }

            foreach (var line in TextLayout.Hang("          ", TextLayout.Plain(check.Evidence), width))
            {
                yield return line;
            }
        }

        yield return "";
        yield return report.Outcome switch
        {
            VerifyOutcome.Verified => $"Verified: {report.Checks.Length} of {report.Checks.Length} hold.",
            VerifyOutcome.RebootNeeded => $"In place: {Count(report, VerifyStatus.Ok)}; {Count(report, VerifyStatus.Pending)} wait for the reboot.",
            _ => $"NOT verified: {Count(report, VerifyStatus.Failed)} of {report.Checks.Length} do not hold.",
        };
    }

    private static int Count(VerifyReport report, VerifyStatus status) => report.Checks.Count(check => check.Status == status);

    private static string Word(VerifyStatus status) => status switch
    {
        VerifyStatus.Ok => "ok    ",
        VerifyStatus.Pending => "reboot",
        _ => "FAILED",
    };
}
