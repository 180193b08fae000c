using System.Collections.Immutable;
using System.Text;
using System.Xml;

namespace Passthrough.Guests.InstallMedia;

/// <summary>What Windows takes as names and other values of an answer file, by Microsoft's reference of the settings and by the limits of its own tools.</summary>
public static class WindowsNames
{
    /// <summary>The rule of <see cref="IsComputer"/> in words.</summary>
    public const string ComputerRule = "a computer's name has 1 to 15 bytes of letters, digits, - and _, is not of digits alone, and neither begins nor ends with -";

    /// <summary>The rule of <see cref="IsUser"/> in words.</summary>
    public const string UserRule =
        "a user's name has 1 to 20 characters, none of \"/\\[]:|<>+=;,?*%@, is not of dots and blanks alone, neither begins nor ends with a blank, does not end with a dot, and is none of Windows' own accounts";

    /// <summary>The rule of <see cref="IsPassword"/> in words.</summary>
    public const string PasswordRule = "a password is one line of 1 to 127 characters without control characters";

    /// <summary>The rule of <see cref="IsLocale"/> in words.</summary>
    public const string LocaleRule = "a locale is written like de-DE or sr-Latn-RS";

    /// <summary>The rule of <see cref="IsKeyboard"/> in words.</summary>
    public const string KeyboardRule = "a keyboard is written like de-DE, or like 0407:00000407; several are separated by ;";

    /// <summary>The rule of <see cref="IsTimeZone"/> in words.</summary>
    public const string TimeZoneRule = "time zones have Windows' own names, such as 'W. Europe Standard Time' (tzutil /l lists them on any Windows); it has none like Europe/Berlin";

    /// <summary>The rule of <see cref="IsEdition"/> in words.</summary>
    public const string EditionRule = "an edition is the name of an image on the installation medium, such as 'Windows 11 Pro'";

    /// <summary>The rule of <see cref="IsProductKey"/> in words.</summary>
    public const string ProductKeyRule = "a product key has five groups of five letters or digits with - between them";

    private const int LongestComputer = 15;
    private const int LongestUser = 20;
    private const int LongestPassword = 127;
    private const int LongestText = 256;
    private const int GroupsOfKey = 5;
    private const int LettersOfGroup = 5;

    // Microsoft's reference of UserAccounts/LocalAccounts/LocalAccount/Name, with the backslash that separates a domain.
    private const string NotInUsers = "\"/\\[]:|<>+=;,?*%@";

    private static readonly ImmutableHashSet<string> Accounts = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "NONE", "Administrator", "Guest", "DefaultAccount", "WDAGUtilityAccount", "SYSTEM", "LOCAL SERVICE", "NETWORK SERVICE", "LOCALSERVICE", "NETWORKSERVICE", "ANONYMOUS LOGON");

    /// <summary>True for a computer's name. Windows counts 15 bytes, and takes letters of any script.</summary>
    public static bool IsComputer(string text) =>
        IsXml(text) && text.Length > 0 && Encoding.UTF8.GetByteCount(text) <= LongestComputer
        && text.All(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_') && text is not (['-', ..] or [.., '-']) && !text.All(char.IsAsciiDigit);

    /// <summary>True for the name of a local account.</summary>
    public static bool IsUser(string text) =>
        IsXml(text) && text.Length is > 0 and <= LongestUser && !text.Any(letter => char.IsControl(letter) || NotInUsers.Contains(letter, StringComparison.Ordinal))
        && !char.IsWhiteSpace(text[0]) && !char.IsWhiteSpace(text[^1]) && text[^1] != '.' && !Accounts.Contains(text);

    /// <summary>True for a password; an empty one is none.</summary>
    public static bool IsPassword(string text) => IsXml(text) && text.Length is > 0 and <= LongestPassword && !text.Any(char.IsControl);

    /// <summary>True for a language or locale.</summary>
    public static bool IsLocale(string text) =>
        text.Split('-') is [{ Length: 2 or 3 } language, .. { Length: 1 or 2 } others] && language.All(char.IsAsciiLetterLower)
        && others.All(part => part.Length is >= 2 and <= 8 && part.All(char.IsAsciiLetterOrDigit));

    /// <summary>True for input locales: locales, or ids of a language and a layout.</summary>
    public static bool IsKeyboard(string text) => text.Length <= LongestText && text.Split(';').All(part => IsLocale(part.Trim(' ')) || IsLayout(part.Trim(' ')));

    /// <summary>True for what can be the name of a time zone of Windows; which there are only Windows knows.</summary>
    public static bool IsTimeZone(string text) =>
        text.Length is > 0 and <= LongestText && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is ' ' or '.' or '-' or '+' or '(' or ')') && text.Trim(' ') == text;

    /// <summary>True for what can be the name of an image.</summary>
    public static bool IsEdition(string text) => IsXml(text) && text.Length is > 0 and <= LongestText && !text.Any(char.IsControl) && text.Trim() == text;

    /// <summary>True for a product key in its usual form; whether it is one only Microsoft knows.</summary>
    public static bool IsProductKey(string text) =>
        text.Split('-') is { Length: GroupsOfKey } groups && groups.All(group => group.Length == LettersOfGroup && group.All(char.IsAsciiLetterOrDigit));

    private static bool IsLayout(string text) => text is { Length: 13 } && text[4] == ':' && text.Where((_, index) => index != 4).All(char.IsAsciiHexDigit);

    // Lone surrogates and the two code points that no XML document can hold.
    private static bool IsXml(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (char.IsHighSurrogate(text[index]) && index + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[index + 1], text[index]))
            {
                index++;
            }
            else if (!XmlConvert.IsXmlChar(text[index]))
            {
                return false;
            }
        }

        return true;
    }
}
