using System.Collections.Immutable;

namespace Passthrough.Host.Security;

/// <summary>What the files of systemd say about putting the machine to sleep; a guest with a passed device does not survive that. Desktops have settings of their own, which are not read.</summary>
/// <param name="IsMasked">True when the administrator has masked <c>sleep.target</c> or <c>suspend.target</c> (a link to <c>/dev/null</c> in <c>/etc/systemd/system</c>).</param>
/// <param name="AllowSuspend"><c>AllowSuspend</c> of systemd-sleep.conf(5); null when no file says so, which means yes.</param>
/// <param name="IdleAction"><c>IdleAction</c> of logind.conf(5); null when no file says so, which means <c>ignore</c>.</param>
/// <param name="HandleLidSwitch"><c>HandleLidSwitch</c> of logind.conf(5); null when no file says so, which means <c>suspend</c>.</param>
/// <param name="HandlePowerKey"><c>HandlePowerKey</c> of logind.conf(5); null when no file says so, which means <c>poweroff</c>.</param>
/// <param name="HandleSuspendKey"><c>HandleSuspendKey</c> of logind.conf(5); null when no file says so, which means <c>suspend</c>.</param>
public sealed record SleepSettings(bool IsMasked, bool? AllowSuspend, string? IdleAction, string? HandleLidSwitch, string? HandlePowerKey, string? HandleSuspendKey)
{
    /// <summary>Nothing is set.</summary>
    public static SleepSettings None { get; } = new(IsMasked: false, null, null, null, null, null);

    /// <summary>The settings from the texts of all files.</summary>
    /// <param name="logind">logind.conf and its drop-ins, in the order in which they count, later ones over earlier ones.</param>
    /// <param name="sleep">sleep.conf and its drop-ins, likewise.</param>
    /// <param name="isMasked">Whether the target is masked.</param>
    public static SleepSettings Parse(ImmutableArray<string> logind, ImmutableArray<string> sleep, bool isMasked)
    {
        var login = Section(logind, "Login");
        var sleeping = Section(sleep, "Sleep");
        return new SleepSettings(
            isMasked,
            sleeping.GetValueOrDefault("AllowSuspend")?.ToLowerInvariant() switch
            {
                "yes" or "true" or "on" or "1" or "y" or "t" => true,
                "no" or "false" or "off" or "0" or "n" or "f" => false,
                _ => null,
            },
            login.GetValueOrDefault("IdleAction"),
            login.GetValueOrDefault("HandleLidSwitch"),
            login.GetValueOrDefault("HandlePowerKey"),
            login.GetValueOrDefault("HandleSuspendKey"));
    }

    private static Dictionary<string, string> Section(ImmutableArray<string> texts, string name)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var isInside = false;
            foreach (var line in text.Split('\n').Select(line => line.Trim()))
            {
                if (line.StartsWith('['))
                {
                    isInside = string.Equals(line, $"[{name}]", StringComparison.Ordinal);
                }
                else if (isInside && !line.StartsWith('#') && !line.StartsWith(';') && line.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
                {
                    Assign(values, line[..equals].Trim(), line[(equals + 1)..].Trim());
                }
            }
        }

        return values;
    }

    // An empty value takes back what files before said.
    private static void Assign(Dictionary<string, string> values, string key, string value)
    {
        if (value.Length == 0)
        {
            values.Remove(key);
        }
        else
        {
            values[key] = value;
        }
    }
}
