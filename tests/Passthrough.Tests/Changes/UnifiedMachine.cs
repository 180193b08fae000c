using Passthrough.Host.Boot.UnifiedImages;

namespace Passthrough.Tests.Changes;

/// <summary>Machines that are started by unified kernel images, by systemd-boot unless a test says otherwise.</summary>
internal static class UnifiedMachine
{
    public const string ArchImage = "boot/EFI/Linux/arch-linux.efi";
    public const string ArchFallback = "boot/EFI/Linux/arch-linux-fallback.efi";
    public const string DebianKernel = "6.1.0-2-amd64";
    public const string DebianImage = $"boot/efi/EFI/Linux/linux-{DebianKernel}-{SystemdBootMachine.MachineId}.efi";
    public const string FedoraImage = $"boot/efi/EFI/Linux/{SystemdBootMachine.MachineId}-{DebianKernel}.efi";
    public const string Line = "root=UUID=aa rw quiet";
    public const string DracutFile = "etc/dracut.conf.d/99-passthrough-cmdline.conf";

    /// <summary>Arch Linux with mkinitcpio, the partition at <c>/boot</c>.</summary>
    public static ScratchHost Arch()
    {
        var host = ArchMachine.Create();
        Directory.Delete(host.Roots.Boot("grub"), recursive: true);
        Array.ForEach(Directory.GetFiles(host.Roots.Boot(), "*.img"), File.Delete);
        File.Delete(host.Roots.Etc("default/grub"));
        host.Write("usr/bin/bootctl", "");
        host.Write("etc/os-release", "ID=arch\nPRETTY_NAME=\"Arch Linux\"\n");
        host.Write("etc/kernel/cmdline", Line + "\n");
        host.Write(ArchMachine.Preset, "ALL_kver=\"/boot/vmlinuz-linux\"\nPRESETS=('default' 'fallback')\ndefault_uki=\"/boot/EFI/Linux/arch-linux.efi\"\ndefault_options=\"--splash /usr/share/splash.bmp\"\nfallback_uki=\"/boot/EFI/Linux/arch-linux-fallback.efi\"\nfallback_options=\"-S autodetect\"\n");
        host.AddImage(ArchImage, Line, ArchMachine.Version, $"VERSION_ID={ArchMachine.Version}\nID=arch\nPRETTY_NAME=\"Arch Linux\"\n");
        host.AddImage(ArchFallback, Line, ArchMachine.Version, $"VERSION_ID={ArchMachine.Version}~fallback\nID=arch\nPRETTY_NAME=\"Arch Linux\"\n");
        host.StartBySystemdBoot("arch-linux.efi");
        return host;
    }

    /// <summary>Debian with dracut, the partition at <c>/boot/efi</c>.</summary>
    public static ScratchHost Debian()
    {
        var host = new ScratchHost();
        Directory.Delete(host.Roots.Etc("initramfs-tools"), recursive: true);
        Directory.Delete(host.Roots.Boot("grub"), recursive: true);
        File.Delete(host.Roots.Etc("default/grub"));
        Directory.Delete(host.Roots.Usr("sbin"), recursive: true);
        host.Write("usr/bin/dracut", "");
        host.Write("usr/bin/bootctl", "");
        host.Write("etc/machine-id", SystemdBootMachine.MachineId + "\n");
        host.Write("etc/os-release", "ID=debian\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nVERSION_ID=\"12\"\n");
        host.AddImage(DebianImage, Line, DebianKernel, host.Read("etc/os-release"));
        host.StartBySystemdBoot(Path.GetFileName(DebianImage));
        return host;
    }

    /// <summary>Fedora, where kernel-install has ukify make the images of what dracut makes; the partition at <c>/boot/efi</c>.</summary>
    public static ScratchHost Fedora()
    {
        var host = Debian();
        File.Delete(Path.Combine(host.Root, DebianImage));
        host.Write("usr/bin/kernel-install", "");
        host.Write("etc/kernel/install.conf", "layout=uki\nuki_generator=ukify\n");
        host.Write("etc/kernel/cmdline", Line + "\n");
        host.AddImage(FedoraImage, Line, DebianKernel, host.Read("etc/os-release"));
        host.StartBySystemdBoot(Path.GetFileName(FedoraImage));
        return host;
    }

    public static void AddImage(this ScratchHost host, string path, string? line, string version, string system, bool isSigned = false)
    {
        host.Write(path, "");
        File.WriteAllBytes(Path.Combine(host.Root, path), UnifiedImageDouble.Of(line, version, system, "old initramfs"u8.ToArray(), isSigned));
    }

    /// <summary>What the image at a path says.</summary>
    public static UnifiedImage Image(this ScratchHost host, string path)
    {
        using var file = File.OpenRead(Path.Combine(host.Root, path));
        return UnifiedImageFile.Parse("/" + path, file)!;
    }

    public static void StartBySystemdBoot(this ScratchHost host, string id, string line = Line)
    {
        host.Boot(line);
        host.SetVariable("LoaderInfo", "systemd-boot 255.4-2");
        host.SetVariable("StubInfo", "systemd-stub 255.4-2");
        host.SetVariable("LoaderEntrySelected", id);
        host.SetBits("LoaderFeatures", 0xff);
    }

    /// <summary>The firmware starts a file on its partition by itself.</summary>
    public static void StartByFirmware(this ScratchHost host, string file)
    {
        host.RemoveVariable("LoaderInfo");
        host.RemoveVariable("LoaderEntrySelected");
        byte[] name = [.. System.Text.Encoding.Unicode.GetBytes(file + "\0")];
        byte[] path = [4, 4, (byte)(4 + name.Length), 0, .. name, 0x7f, 0xff, 4, 0];
        host.WriteFirmwareVariable("BootCurrent", [1, 0]);
        host.WriteFirmwareVariable("Boot0001", [1, 0, 0, 0, (byte)path.Length, 0, .. System.Text.Encoding.Unicode.GetBytes("Linux\0"), .. path]);
    }

    private static void WriteFirmwareVariable(this ScratchHost host, string name, byte[] value) =>
        File.WriteAllBytes(host.Roots.Sys($"firmware/efi/efivars/{name}-8be4df61-93ca-11d2-aa0d-00e098032b8c"), [6, 0, 0, 0, .. value]);
}
