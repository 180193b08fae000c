namespace Passthrough.Failures;

/// <summary>Guesses which known word a mistyped one was meant to be.</summary>
public static class NearestWord
{
    private const int LettersPerSlip = 3;

    /// <summary>The closest word; null when none is close.</summary>
    /// <param name="known">The words that are known.</param>
    /// <param name="word">The word that is not.</param>
    public static string? Of(IEnumerable<string> known, string word) => known
        .Select(name => (Name: name, Slips: Slips(word, name)))
        .Where(pair => pair.Slips <= Math.Max(1, word.TrimStart('-').Length / LettersPerSlip))
        .OrderBy(pair => pair.Slips).ThenBy(pair => pair.Name, StringComparer.Ordinal)
        .FirstOrDefault().Name;

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
