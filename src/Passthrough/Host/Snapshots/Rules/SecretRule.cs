using System.Text.RegularExpressions;

namespace Passthrough.Host.Snapshots.Rules;

/// <summary>Passwords, their hashes, keys, names of wireless networks, and kernel parameters that say where in a network the machine boots from.</summary>
internal static partial class SecretRule
{
    /// <summary>The text with <c>removed</c> where a secret stood.</summary>
    public static string Replace(string text, Pseudonyms pseudonyms)
    {
        text = GrubPassword().Replace(text, match => $"{match.Groups["before"].Value}{pseudonyms.Taken(PersonalKind.Secret, match.Groups["value"].Value)} {pseudonyms.Taken(PersonalKind.Secret, match.Groups["more"].Value)}");
        text = NetworkBoot().Replace(text, match => match.Groups["before"].Value + pseudonyms.Taken(PersonalKind.Secret, match.Groups["value"].Value));
        return Assigned().Replace(text, match => match.Groups["before"].Value + pseudonyms.Taken(PersonalKind.Secret, match.Groups["value"].Value));
    }

    /// <summary>Names of computers in libvirt's networks: <c>&lt;host mac='...' name='...'/&gt;</c>, <c>&lt;hostname&gt;</c> and <c>&lt;domain name='...'/&gt;</c>.</summary>
    public static string ReplaceHostsInXml(string text, Pseudonyms pseudonyms) => HostInXml().Replace(text, match => pseudonyms.Word(PersonalKind.HostName, match.Value, "host"));

    /// <summary>The sources of network file systems in <c>/proc/mounts</c>, <c>/proc/*/mountinfo</c> and <c>/etc/fstab</c>.</summary>
    public static string ReplaceMountSources(string text, Pseudonyms pseudonyms) => MountSource().Replace(text, match => pseudonyms.Taken(PersonalKind.HostName, match.Value));

    [GeneratedRegex(@"^(?<before>[ \t]*password(?:_pbkdf2)?[ \t]+)(?<value>\S+)[ \t]+(?<more>\S+)", RegexOptions.Multiline, Patience.Milliseconds)]
    private static partial Regex GrubPassword();

    [GeneratedRegex("""(?<before>(?<![\w.-])(?:ip|nfsroot|netroot|nfsaddrs|rd\.iscsi\.[\w.]+|rd\.luks\.key|systemd\.hostname|superusers)=)(?<value>"[^"]*"|[^\s"']+)""", RegexOptions.None, Patience.Milliseconds)]
    private static partial Regex NetworkBoot();

    [GeneratedRegex(
        """(?<before>(?<![\w.-])(?:[\w.-]*(?:password|passwd|passphrase|secret|private[-_]?key|wep-key\d?|access[-_]?token|api[-_]?key)[\w-]*|[\w.-]*psk|(?:wpa-)?ssid|identity|username)[ \t]*[=:][ \t]*|^[ \t]*wpa-(?:psk|ssid)[ \t]+)(?<value>"[^"\n]*"|'[^'\n]*'|[^\s"',]+)""",
        RegexOptions.IgnoreCase | RegexOptions.Multiline, Patience.Milliseconds)]
    private static partial Regex Assigned();

    [GeneratedRegex(@"(?:(?<=^)|(?<= - \S+ ))(?://\S+|[A-Za-z0-9._-]+(?:@[A-Za-z0-9._-]+)?:/?\S*)(?= )", RegexOptions.Multiline, Patience.Milliseconds)]
    private static partial Regex MountSource();

    [GeneratedRegex("""(?<=<(?:host|domain|srv)\b[^>]*\b(?:name|domain|target)=["'])[^"'>]+|(?<=<hostname>)[^<]+""", RegexOptions.None, Patience.Milliseconds)]
    private static partial Regex HostInXml();
}
