using System.Text;
using Passthrough.Readiness;

namespace Passthrough.Tests.Readiness;

/// <summary><c>docs/checks.md</c>, written from the rules.</summary>
internal static class ChecksDocument
{
    private const string Head = """
        # What `passthrough check` finds

        Written from the rules (`src/Passthrough/Readiness/Rules/`); a test holds it against them. Names that begin with `gpu-` are about one card, the others about the machine.
        Every finding of a warning and above carries the path that was read and what was there, and what to do.

        | word | what it means |
        | --- | --- |
        | good | as it should be |
        | note | worth knowing |
        | warning | works, with a risk to weigh |
        | to do | a step that `passthrough apply` or a reboot takes |
        | blocked | stops passthrough until a person changes firmware, slots or hardware |

        `passthrough check` leaves out what is good and notes that ask for nothing, and says how many there are; `passthrough check --all` and `--json` have everything.
        A card's verdict follows: a blocked finding makes it `no`, else a to-do makes it `ready after these steps`, else it is `ready`.

        """;

    public static string Of(IEnumerable<ReadinessRule> rules)
    {
        var text = new StringBuilder(Head);
        foreach (var rule in rules)
        {
            text.Append($"\n## {rule.Question}\n\n| finding | severity | found when |\n| --- | --- | --- |\n");
            foreach (var kind in rule.Kinds)
            {
                text.Append($"| `{kind.Id}` | {Word(kind.Severity)} | {kind.Meaning} |\n");
            }
        }

        return text.ToString();
    }

    private static string Word(Severity severity) => severity switch
    {
        Severity.Good => "good",
        Severity.Note => "note",
        Severity.Warning => "warning",
        Severity.Fixable => "to do",
        _ => "blocked",
    };
}
