namespace Passthrough.Host.Network;

/// <summary>Finds the names of interfaces in text of any kind.</summary>
public static class InterfaceName
{
    /// <summary>True when a name stands in a text, and not as a part of a longer one.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="name">An interface's name; not empty.</param>
    public static bool IsIn(string text, string name)
    {
        for (var at = text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = text.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            if ((at == 0 || !IsOfName(text[at - 1])) && (at + name.Length == text.Length || !IsOfName(text[at + name.Length])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOfName(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '_';
}
