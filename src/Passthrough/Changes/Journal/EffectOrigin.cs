namespace Passthrough.Changes.Journal;

/// <summary>Where the content of a written file came from, or who else made an effect.</summary>
public enum EffectOrigin
{
    /// <summary>The plan's own text: a change by someone else is a conflict.</summary>
    Plan,

    /// <summary>The initramfs generator: when it changed since, it is built anew instead of restored.</summary>
    Initramfs,

    /// <summary>The boot loader's generator: when it changed since, it is generated anew instead of restored.</summary>
    BootConfiguration,

    /// <summary>Variables that the boot loader and its tools change too: when others changed since, only this program's are taken out.</summary>
    BootEnvironment,

    /// <summary>A boot entry, which the system's own tools write too: when it changed since, only this program's words are taken out.</summary>
    KernelLine,

    /// <summary>An EFI variable that says what starts, which the boot loader and the person change too: when it changed since, it stays as it is.</summary>
    BootVariable,

    /// <summary>What a tool of the system changed, in no file of this program's: whether it stands is judged on the machine, and when it no longer does, nothing is done.</summary>
    Tool,

    /// <summary>The boot loader's partitions, which are not mounted and which a tool writes from the machine's files: nobody can see whether they changed since, so the tool is always run again, when all else is taken back.</summary>
    BootPartitions,
}
