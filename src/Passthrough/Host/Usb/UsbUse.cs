namespace Passthrough.Host.Usb;

/// <summary>What a USB device is good for, by its classes (USB-IF, "Defined Class Codes") and drivers.</summary>
public enum UsbUse
{
    /// <summary>A hub.</summary>
    Hub,

    /// <summary>Types: a HID boot keyboard, or the input layer says so.</summary>
    Keyboard,

    /// <summary>Points: a HID boot mouse, or the input layer says so.</summary>
    Mouse,

    /// <summary>Another HID device: a controller, a tablet, buttons.</summary>
    OtherInput,

    /// <summary>Sound or MIDI.</summary>
    Audio,

    /// <summary>A camera or another source of pictures.</summary>
    Video,

    /// <summary>A disk, a stick, a card reader.</summary>
    Storage,

    /// <summary>A Bluetooth adapter.</summary>
    Bluetooth,

    /// <summary>A network adapter or modem.</summary>
    Network,

    /// <summary>A printer.</summary>
    Printer,

    /// <summary>A scanner or a camera that is read like one.</summary>
    Imaging,

    /// <summary>A smart card reader.</summary>
    SmartCard,

    /// <summary>A serial port.</summary>
    Serial,

    /// <summary>Nothing of these.</summary>
    Other,
}
