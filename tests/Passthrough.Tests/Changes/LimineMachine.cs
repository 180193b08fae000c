namespace Passthrough.Tests.Changes;

/// <summary>A <see cref="ScratchHost"/> that Limine starts.</summary>
internal static class LimineMachine
{
    public const string Kernel = "6.1.0-2-amd64";
    public const string Configuration = "boot/limine.conf";
    public const string Old = "boot/limine.cfg";
    public const string MachineId = "0123456789abcdef0123456789abcdef";
    public const string ToolKernel = "6.14.2-2-cachyos";
    public const string ToolImage = $"boot/{MachineId}/linux-cachyos/initramfs-linux-cachyos";

    /// <summary>With a configuration written by hand in the present form, and a Limine that can be told what to start.</summary>
    public static ScratchHost Create()
    {
        var host = Bare();
        host.Write(
            Configuration,
            $$"""
            timeout: 3
            ${ROOT}=root=UUID=aa

            /Debian
                # by hand
                protocol: linux
                path: boot():/vmlinuz-{{Kernel}}
                cmdline: ${ROOT} ro quiet
                module_path: boot():/intel-ucode.img
                module_path: boot():/initrd.img-{{Kernel}}

            /+Other kernels
            //Debian old
                protocol: linux
                kernel_path: boot():/vmlinuz-6.1.0-1-amd64
                kernel_cmdline: ${ROOT} ro quiet
                module_path: boot():/initrd.img-6.1.0-1-amd64
            //Rescue
                protocol: linux
                path: boot():/vmlinuz-{{Kernel}}
                cmdline: ${ROOT} ro single
                module_path: boot():/initrd.img-{{Kernel}}
            //Snapshots
            ///1
                protocol: linux
                path: boot():/limine_history/vmlinuz-{{Kernel}}
                cmdline: ${ROOT} ro quiet
            //Another system
                protocol: linux
                path: boot():/other
                cmdline: root=UUID=bb ro
            /Windows
                protocol: efi
                path: boot():/EFI/Microsoft/Boot/bootmgfw.efi

            """);
        host.Boot("root=UUID=aa ro quiet");
        host.SetVariable("LoaderInfo", "Limine 12.5.1");
        host.SetBits("LoaderFeatures", 0x0f);
        return host;
    }

    /// <summary>With the form before Limine 8, started by a BIOS: nothing names the loader.</summary>
    public static ScratchHost CreateOld()
    {
        var host = Bare();
        host.Write(Old, $"TIMEOUT=3\r\nDEFAULT_ENTRY=2\r\n:+Linux\r\n::Debian\r\nPROTOCOL=linux\r\nKERNEL_PATH=boot:///vmlinuz-{Kernel}\r\nCMDLINE=root=UUID=aa ro iommu=off\r\nMODULE_PATH=boot:///initrd.img-{Kernel}");
        host.Boot("root=UUID=aa ro iommu=off");
        return host;
    }

    /// <summary>As CachyOS lays it out: limine-entry-tool keeps kernels and images in a folder of the machine's and writes their hashes into the configuration; mkinitcpio has no preset.</summary>
    public static ScratchHost CreateWithTool()
    {
        var host = ArchMachine.Create();
        Array.ForEach(Directory.GetFiles(host.Roots.Boot()), File.Delete);
        Directory.Delete(host.Roots.Boot("grub"), recursive: true);
        Directory.Delete(host.Roots.Etc("mkinitcpio.d"), recursive: true);
        Directory.Delete(host.Roots.Lib("modules"), recursive: true);
        File.Delete(host.Roots.Etc("default/grub"));
        host.Write("proc/sys/kernel/osrelease", ToolKernel + "\n");
        host.AddToolKernel("linux-cachyos", ToolKernel);
        host.Write("etc/default/limine", "ESP_PATH=\"/boot\"\nKERNEL_CMDLINE[default]+=\"quiet rw root=UUID=aa\"\nBOOT_ORDER=\"*, *fallback, Snapshots\"\n");
        host.Write(
            Configuration,
            $"timeout: 5\ndefault_entry: 2\nremember_last_entry: yes\n\n/+CachyOS\ncomment: CachyOS\ncomment: machine-id={MachineId}\n\n{ToolEntry(host, "linux-cachyos")}\n  //Snapshots\n");
        host.Boot("quiet rw root=UUID=aa");
        host.SetVariable("LoaderInfo", "Limine 9.3.0");
        return host;
    }

    /// <summary>What the tool keeps of a kernel.</summary>
    public static void AddToolKernel(this ScratchHost host, string name, string version)
    {
        host.Write($"boot/{MachineId}/{name}/vmlinuz-{name}", "kernel " + version);
        host.Write($"boot/{MachineId}/{name}/initramfs-{name}", "old image " + version);
        host.Write($"lib/modules/{version}/pkgbase", name + "\n");
        host.Write($"lib/modules/{version}/modules.dep", "kernel/drivers/vfio/pci/vfio-pci.ko.zst: kernel/drivers/vfio/vfio.ko.zst\n");
    }

    /// <summary>What the tool writes for a kernel.</summary>
    public static string ToolEntry(ScratchHost host, string name, string words = "quiet rw root=UUID=aa")
    {
        var folder = $"boot/{MachineId}/{name}";
        return $"  //{name}\n  comment: kernel-id={name}\n  protocol: linux\n  module_path: boot():/{folder[5..]}/initramfs-{name}#{ToolDouble.ChecksumOf(Path.Combine(host.Root, folder, $"initramfs-{name}"))}\n"
            + $"  path: boot():/{folder[5..]}/vmlinuz-{name}#{ToolDouble.ChecksumOf(Path.Combine(host.Root, folder, $"vmlinuz-{name}"))}\n  cmdline: {words}\n";
    }

    private static ScratchHost Bare()
    {
        var host = new ScratchHost();
        Directory.Delete(host.Roots.Boot("grub"), recursive: true);
        File.Delete(host.Roots.Etc("default/grub"));
        return host;
    }
}
