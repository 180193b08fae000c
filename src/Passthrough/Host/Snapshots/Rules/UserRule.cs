using System.Text.RegularExpressions;

namespace Passthrough.Host.Snapshots.Rules;

/// <summary>Login names where they stand in paths (<c>/home/NAME</c>, <c>/run/media/NAME</c>), and users' numbers.</summary>
internal static partial class UserRule
{
    /// <summary>The made-up name of a user.</summary>
    public static string NameOf(string user, Pseudonyms pseudonyms) => pseudonyms.Word(PersonalKind.UserName, user, "user");

    /// <summary>The text with made-up names after the folders that hold one folder a user.</summary>
    public static string ReplaceHomes(string text, Pseudonyms pseudonyms) => Home().Replace(text, match => match.Groups["before"].Value + NameOf(match.Groups["value"].Value, pseudonyms));

    /// <summary>The text with made-up numbers of users and of their own groups.</summary>
    public static string ReplaceIds(string text, Pseudonyms pseudonyms) => Id().Replace(text, match => match.Groups["before"].Value + pseudonyms.Id(match.Groups["value"].Value));

    /// <summary><c>/proc/PID/status</c>: the lines of user, group and further groups; see proc_pid_status(5).</summary>
    public static string ReplaceStatus(string text, Pseudonyms pseudonyms) =>
        StatusIds().Replace(text, match => Number().Replace(match.Value, number => pseudonyms.Id(number.Value)));

    /// <summary><c>/etc/libvirt/qemu.conf</c>: guests may run as a person.</summary>
    public static string ReplaceRunAs(string text, IReadOnlySet<string> people, Pseudonyms pseudonyms) =>
        RunAs().Replace(text, match => people.Contains(match.Value) ? NameOf(match.Value, pseudonyms) : match.Value);

    /// <summary>The login names that stand in paths.</summary>
    public static IEnumerable<string> NamesIn(string text) => Home().Matches(text).Select(match => match.Groups["value"].Value);

    [GeneratedRegex("""(?<before>(?:/home/|/run/media/|/media/(?=[^/\s:"',;\\]+/)))(?<value>[^/\s:"',;\\]+)""", RegexOptions.None, Patience.Milliseconds)]
    private static partial Regex Home();

    [GeneratedRegex(@"(?<before>\buser[-@]|/run/user/|\b(?:uid|gid|user_id|group_id)=)(?<value>[0-9]+)", RegexOptions.None, Patience.Milliseconds)]
    private static partial Regex Id();

    [GeneratedRegex(@"^(?:Uid|Gid|Groups):.*$", RegexOptions.Multiline, Patience.Milliseconds)]
    private static partial Regex StatusIds();

    [GeneratedRegex("""(?<=^[ \t]*#?[ \t]*(?:user|group)[ \t]*=[ \t]*["'])[^"'\n]+""", RegexOptions.Multiline, Patience.Milliseconds)]
    private static partial Regex RunAs();

    [GeneratedRegex("[0-9]+", RegexOptions.None, Patience.Milliseconds)]
    private static partial Regex Number();
}
