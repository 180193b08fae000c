using System.Globalization;

namespace Passthrough.Host.Snapshots.Rules;

/// <summary><c>/etc/passwd</c>, <c>/etc/group</c> and <c>/etc/subuid</c>: people's lines get made-up names and numbers, the system's own stay.</summary>
internal static class AccountsRule
{
    private const int FirstPerson = 1000;
    private const int Nobody = 65534;

    /// <summary>The login names of people in <c>/etc/passwd</c>.</summary>
    public static IEnumerable<string> People(string passwd) =>
        passwd.Split('\n').Select(line => line.Split(':')).Where(fields => fields.Length >= 3 && IsPerson(fields[2])).Select(fields => fields[0]);

    /// <summary><c>/etc/passwd</c> without people: name, numbers, comment and home folder are made up; every comment goes.</summary>
    public static string ReplacePasswd(string text, Pseudonyms pseudonyms) => Lines(text, fields =>
    {
        if (fields.Length < 7)
        {
            return;
        }

        fields[4] = "";
        if (IsPerson(fields[2]))
        {
            fields[0] = UserRule.NameOf(fields[0], pseudonyms);
            fields[5] = $"/home/{fields[0]}";
        }

        fields[2] = pseudonyms.Id(fields[2]);
        fields[3] = pseudonyms.Id(fields[3]);
    });

    /// <summary><c>/etc/group</c>: people's own groups and their names as members are made up.</summary>
    public static string ReplaceGroup(string text, IReadOnlySet<string> people, Pseudonyms pseudonyms) => Lines(text, fields =>
    {
        if (fields.Length < 4)
        {
            return;
        }

        if (people.Contains(fields[0]) || IsPerson(fields[2]))
        {
            fields[0] = UserRule.NameOf(fields[0], pseudonyms);
        }

        fields[2] = pseudonyms.Id(fields[2]);
        fields[3] = string.Join(',', fields[3].Split(',').Select(member => people.Contains(member) ? UserRule.NameOf(member, pseudonyms) : member));
    });

    private static string Lines(string text, Action<string[]> change) => string.Join('\n', text.Split('\n').Select(line =>
    {
        var fields = line.Split(':');
        change(fields);
        return string.Join(':', fields);
    }));

    private static bool IsPerson(string id) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= FirstPerson and not Nobody;
}
