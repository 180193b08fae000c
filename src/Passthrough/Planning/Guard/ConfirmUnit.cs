using Passthrough.Guests.Qemu;
using Passthrough.Host;

namespace Passthrough.Planning.Guard;

/// <summary>The unit of systemd that looks at the trial boot once the machine reached its target (systemd.service(5), systemd.target(5)).</summary>
internal static class ConfirmUnit
{
    /// <summary>The unit's name.</summary>
    public const string Name = "passthrough-confirm.service";

    /// <summary>The drop-in by which each start of the machine includes the unit.</summary>
    public const string DropInText =
        $"""
        {OwnFile.Heading}
        [Unit]
        Wants={Name}

        """;

    /// <summary>The machine's own path of the unit.</summary>
    public static string Path => HostRoots.Live.Etc($"systemd/system/{Name}");

    /// <summary>The machine's own path of the drop-in.</summary>
    public static string DropInPath => HostRoots.Live.Etc("systemd/system/multi-user.target.d/passthrough.conf");

    /// <summary>The unit's text. Without the default dependencies the target does not wait for the unit, which itself waits for the target.</summary>
    /// <param name="program">The path of this program.</param>
    public static string Text(string program) =>
        $"""
        {OwnFile.Heading}
        [Unit]
        Description=Keep the new boot configuration of passthrough when this start is good
        DefaultDependencies=no
        After=multi-user.target graphical.target
        Before=shutdown.target
        Conflicts=shutdown.target

        [Service]
        Type=oneshot
        ExecStart={UnitText.Word(program)} confirm

        """;
}
