namespace Passthrough.Host.Display;

/// <summary>A process that has a device node open or mapped, from <c>/proc/PID/fd</c> and <c>/proc/PID/maps</c>.</summary>
/// <param name="ProcessId">The process.</param>
/// <param name="Command">Its name (<c>/proc/PID/comm</c>).</param>
/// <param name="Node">The node it holds, such as <c>/dev/dri/card1</c>.</param>
public sealed record DeviceHolder(int ProcessId, string Command, string Node)
{
    /// <summary>True when the node is mapped and its file is closed already.</summary>
    public bool IsOnlyMapped { get; init; }

    /// <summary>The systemd unit that it runs in (<c>/proc/PID/cgroup</c>), such as <c>gdm.service</c> or <c>session-2.scope</c>; null when it runs in none.</summary>
    public string? Unit { get; init; }

    /// <summary>True when that unit is one of a person's own systemd (<c>systemctl --user</c>).</summary>
    public bool IsUserUnit { get; init; }

    /// <summary>What it is to the machine, by its name.</summary>
    public HolderRole Role => KnownHolders.RoleOf(Command);
}
