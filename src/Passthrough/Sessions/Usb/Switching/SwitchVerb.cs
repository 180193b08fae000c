namespace Passthrough.Sessions.Usb.Switching;

/// <summary>What the switch can be asked for.</summary>
public enum SwitchVerb
{
    /// <summary>What <c>passthrough usb swap PROFILE</c> does.</summary>
    Swap,

    /// <summary>Everything that is lent comes back: a profile's devices, or all that the guest has that asks.</summary>
    Back,

    /// <summary>What <c>passthrough usb return DEVICE</c> does.</summary>
    Return,
}
