namespace Passthrough.Host.Display;

/// <summary>What a holder is to the machine, which decides how it lets go.</summary>
public enum HolderRole
{
    /// <summary>A program like any other.</summary>
    Program,

    /// <summary>Draws the desktop (Xorg, a Wayland compositor): it lets go when the session ends, or when it is told to leave the card alone.</summary>
    DisplayServer,

    /// <summary>Shows the login (gdm, sddm, lightdm): stopping its service ends the session too.</summary>
    DisplayManager,

    /// <summary>Holds devices for whoever has the seat (systemd-logind, seatd): it lets go by itself with the session.</summary>
    SeatManager,

    /// <summary>Shows the picture of booting (plymouthd).</summary>
    BootSplash,

    /// <summary>A service of NVIDIA's driver (nvidia-persistenced, nvidia-powerd).</summary>
    DriverService,

    /// <summary>Sets lights, brightness or fans over I2C (OpenRGB, ddcutil, PowerDevil).</summary>
    HardwareControl,

    /// <summary>Watches the card (nvtop, btop, MangoHud).</summary>
    Monitoring,

    /// <summary>Mixes sound (PipeWire, PulseAudio): it lets go when the sound function goes.</summary>
    SoundServer,

    /// <summary>A virtual machine.</summary>
    Guest,
}
