namespace Passthrough.Sessions.Usb;

/// <summary>What a person has agreed to lend although the host cannot well do without it.</summary>
public enum UsbAgreement
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The machine's last keyboard or mouse.</summary>
    LastInput,

    /// <summary>That, and a disk that is in use.</summary>
    Everything,
}
