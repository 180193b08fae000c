using System.Text;

namespace Passthrough.Host.Security;

/// <summary>A file's label of SELinux: user, role, type and, where the policy has levels, a level, with colons between them.</summary>
/// <param name="Text">As the kernel gives it.</param>
/// <param name="Type">The type.</param>
/// <param name="Level">The level, such as <c>s0</c> or <c>s0:c1,c2</c>; null when the policy has none.</param>
public sealed record SelinuxLabel(string Text, string Type, string? Level)
{
    /// <summary>The extended attribute that holds a label.</summary>
    public const string Attribute = "security.selinux";

    private const int Parts = 4;

    /// <summary>Reads the attribute.</summary>
    /// <param name="value">Its bytes, perhaps with a zero at the end.</param>
    /// <returns>Null when it is no label.</returns>
    public static SelinuxLabel? Parse(ReadOnlySpan<byte> value)
    {
        var text = Encoding.UTF8.GetString(value).TrimEnd('\0');
        return text.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter)) ? null : text.Split(':', Parts) switch
        {
            [{ Length: > 0 }, { Length: > 0 }, { Length: > 0 } type] => new SelinuxLabel(text, type, null),
            [{ Length: > 0 }, { Length: > 0 }, { Length: > 0 } type, { Length: > 0 } level] => new SelinuxLabel(text, type, level),
            _ => null,
        };
    }
}
