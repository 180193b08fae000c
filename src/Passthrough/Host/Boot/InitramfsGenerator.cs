namespace Passthrough.Host.Boot;

/// <summary>The program that builds the initramfs images of this machine.</summary>
public enum InitramfsGenerator
{
    /// <summary>None was recognised, so nothing may be rebuilt.</summary>
    Unknown,

    /// <summary>Debian's initramfs-tools.</summary>
    InitramfsTools,

    /// <summary>dracut.</summary>
    Dracut,

    /// <summary>Arch's mkinitcpio.</summary>
    Mkinitcpio,

    /// <summary>booster.</summary>
    Booster,
}
