using System.CommandLine;

namespace Passthrough.Cli.Commands;

/// <summary>Guesses which command or option a mistyped word was meant to be.</summary>
public static class MeantWord
{
    private const int LettersPerSlip = 3;

    /// <summary>The closest name that a command knows; null when none is close.</summary>
    /// <param name="command">The command that the word was said to.</param>
    /// <param name="word">The word that it does not know.</param>
    public static string? Of(Command command, string word) => Names(command)
        .Select(name => (Name: name, Slips: Slips(word, name)))
        .Where(pair => pair.Slips <= Math.Max(1, word.TrimStart('-').Length / LettersPerSlip))
        .OrderBy(pair => pair.Slips).ThenBy(pair => pair.Name, StringComparer.Ordinal)
        .FirstOrDefault().Name;

    private static IEnumerable<string> Names(Command command) =>
    [
        .. command.Subcommands.Where(inner => !inner.Hidden).Select(inner => inner.Name),
        .. command.Options.Concat(command.Parents.OfType<Command>().SelectMany(outer => outer.Options.Where(option => option.Recursive))).Where(option => !option.Hidden).Select(option => option.Name),
    ];

    /// <summary>How many letters are missing, too many, other ones, or in the place of their neighbour (optimal string alignment).</summary>
    private static int Slips(string word, string name)
    {
        var rows = new int[word.Length + 1, name.Length + 1];
        for (var i = 0; i <= word.Length; i++)
        {
            for (var j = 0; j <= name.Length; j++)
            {
                rows[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + (word[i - 1] == name[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && word[i - 1] == name[j - 2] && word[i - 2] == name[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[word.Length, name.Length];
    }
}
