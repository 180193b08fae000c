namespace Passthrough.Planning;

/// <summary>What a plan is about. Plans of different subjects change different files, so that one of each can be applied at a time, and each be taken back by itself.</summary>
public enum PlanSubject
{
    /// <summary>A graphics card for a guest.</summary>
    Card,

    /// <summary>A bridge for guests in the network.</summary>
    Bridge,

    /// <summary>The socket and the hotkeys by which USB devices are swapped without root.</summary>
    UsbSwitch,
}
