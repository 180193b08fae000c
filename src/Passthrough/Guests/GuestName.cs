namespace Passthrough.Guests;

/// <summary>The rule for guests' names: they become file names, libvirt names and arguments, so they hold nothing that any of those treats specially.</summary>
public static class GuestName
{
    /// <summary>The longest name, so that paths of sockets made from it fit into the kernel's 108 bytes.</summary>
    public const int Longest = 50;

    /// <summary>The rule in words.</summary>
    public const string Rule = "a name has 1 to 50 of the characters A-Z a-z 0-9 . _ - and does not begin with - or .";

    /// <summary>True when the name may be given to a guest.</summary>
    public static bool IsValid(string? name) =>
        name is { Length: > 0 and <= Longest } && name[0] is not ('-' or '.') && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-');
}
