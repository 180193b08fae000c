namespace Passthrough.Planning;

/// <summary>Words of commands that people are shown to be typed.</summary>
public static class ShellWord
{
    private const string Plain = "/._-+=:,@%";

    /// <summary>The word as a shell takes it: in single quotes where it has letters that mean something to one.</summary>
    /// <param name="word">The word.</param>
    public static string Of(string word) =>
        word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || Plain.Contains(letter, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
