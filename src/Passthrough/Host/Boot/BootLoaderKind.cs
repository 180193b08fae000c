namespace Passthrough.Host.Boot;

/// <summary>The boot loader that started the running kernel.</summary>
public enum BootLoaderKind
{
    /// <summary>Not decided: the evidence is below the limit, so nothing may be written.</summary>
    Unknown,

    /// <summary>GRUB 2 with a generated <c>grub.cfg</c>.</summary>
    Grub,

    /// <summary>GRUB 2 with entries below <c>/boot/loader/entries</c> (<c>blscfg</c>), as Fedora has it.</summary>
    GrubLoaderEntries,

    /// <summary>systemd-boot.</summary>
    SystemdBoot,

    /// <summary>The firmware itself started a unified kernel image (<c>systemd-stub(7)</c>), whose kernel line is in the image.</summary>
    UnifiedKernelImage,

    /// <summary>Limine.</summary>
    Limine,

    /// <summary>rEFInd.</summary>
    Refind,

    /// <summary>Another one, named in the evidence, that this program does not change yet.</summary>
    Other,
}
