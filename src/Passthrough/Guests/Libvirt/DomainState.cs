namespace Passthrough.Guests.Libvirt;

/// <summary>A domain's state, with libvirt's own numbers (virDomainState).</summary>
public enum DomainState
{
    /// <summary>libvirt does not know.</summary>
    NoState = 0,

    /// <summary>Running.</summary>
    Running = 1,

    /// <summary>Waiting for a resource.</summary>
    Blocked = 2,

    /// <summary>Paused; it holds its devices.</summary>
    Paused = 3,

    /// <summary>On its way down; it holds its devices.</summary>
    ShuttingDown = 4,

    /// <summary>Not running.</summary>
    ShutOff = 5,

    /// <summary>Crashed and not running.</summary>
    Crashed = 6,

    /// <summary>Suspended by the guest; it holds its devices.</summary>
    Suspended = 7,
}
