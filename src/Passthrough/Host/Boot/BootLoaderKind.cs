namespace Passthrough.Host.Boot;

/// <summary>The boot loader that started the running kernel.</summary>
public enum BootLoaderKind
{
    /// <summary>Not decided: the evidence is below the limit, so nothing may be written.</summary>
    Unknown,

    /// <summary>GRUB 2 with a generated <c>grub.cfg</c>.</summary>
    Grub,

    /// <summary>systemd-boot.</summary>
    SystemdBoot,

    /// <summary>Another one, named in the evidence, that this program does not change yet.</summary>
    Other,
}
