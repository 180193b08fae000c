namespace Passthrough.Guests.Qemu;

/// <summary>QEMU's option syntax: <c>name=value</c> between commas, a comma in a value doubled (<c>qemu(1)</c>).</summary>
internal static class OptionText
{
    /// <summary>The options as one argument; those that are null are left out.</summary>
    public static string Join(params ReadOnlySpan<string?> options)
    {
        var text = new System.Text.StringBuilder();
        foreach (var option in options)
        {
            if (option is not null)
            {
                text = (text.Length > 0 ? text.Append(',') : text).Append(option);
            }
        }

        return text.ToString();
    }

    /// <summary>A value that may hold a comma.</summary>
    public static string Value(string value) => value.Replace(",", ",,", StringComparison.Ordinal);

    /// <summary>Yes and no.</summary>
    public static string OnOff(bool isOn) => isOn ? "on" : "off";
}
