namespace Passthrough.Host.Boot;

/// <summary>Who writes the kernel line into the boot loader's entries, so that a word put anywhere else is lost with the next kernel.</summary>
public enum KernelLineTool
{
    /// <summary>Nobody known: the entries are edited by hand.</summary>
    None,

    /// <summary><c>grub-mkconfig</c>, from <c>/etc/default/grub</c>.</summary>
    GrubMkconfig,

    /// <summary><c>grubby</c>, in entries below <c>/boot/loader/entries</c> and <c>/etc/kernel/cmdline</c>.</summary>
    Grubby,

    /// <summary><c>kernel-install(8)</c>, from <c>/etc/kernel/cmdline</c>.</summary>
    KernelInstall,

    /// <summary>openSUSE's <c>sdbootutil</c>, from <c>/etc/kernel/cmdline</c>.</summary>
    Sdbootutil,

    /// <summary>Pop!_OS' <c>kernelstub</c>, from <c>/etc/kernelstub/configuration</c>.</summary>
    Kernelstub,

    /// <summary>Proxmox' <c>proxmox-boot-tool</c>, which copies kernels and configuration to each ESP.</summary>
    ProxmoxBootTool,

    /// <summary>What builds unified kernel images (<c>mkinitcpio</c>, <c>ukify</c>, <c>dracut</c>), from <c>/etc/kernel/cmdline</c> or <c>/etc/cmdline.d</c>.</summary>
    UnifiedImageBuilder,

    /// <summary><c>limine-entry-tool</c>, from <c>/etc/default/limine</c>.</summary>
    LimineEntryTool,

    /// <summary><c>rpm-ostree kargs</c>.</summary>
    RpmOstree,

    /// <summary>A bootable container without rpm-ostree: kernel words belong to the image (<c>/usr/lib/bootc/kargs.d</c>).</summary>
    Bootc,

    /// <summary>NixOS' configuration.</summary>
    NixOs,
}
