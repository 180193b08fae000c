using System.Text;

namespace Passthrough.Tests.Changes;

/// <summary>A <see cref="ScratchHost"/> as Proxmox VE lays it out on ZFS: what starts it is on partitions that are not mounted.</summary>
internal static class ProxmoxMachine
{
    public const string Line = "root=ZFS=rpool/ROOT/pve-1 boot=zfs";
    public const string Hook = "etc/initramfs/post-update.d/proxmox-boot-sync";

    public static ScratchHost Create()
    {
        var host = SystemdBootMachine.Create();
        Directory.Delete(host.Roots.Boot("efi"), recursive: true);
        host.Write("etc/kernel/proxmox-boot-uuids", "AAAA-BBBB\nCCCC-DDDD\n");
        host.Write("etc/kernel/cmdline", Line + "\n");
        host.Write(Hook, "#!/bin/sh\n/usr/sbin/proxmox-boot-tool refresh --hook 'zz-proxmox-boot'\n");
        File.SetUnixFileMode(Path.Combine(host.Root, Hook), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        host.Boot($"initrd=\\EFI\\proxmox\\{SystemdBootMachine.Kernel}\\initrd.img-{SystemdBootMachine.Kernel} {Line}");
        Written(host);
        return host;
    }

    /// <summary>The same with GRUB and a BIOS.</summary>
    public static ScratchHost WithGrub()
    {
        var host = Create();
        host.RemoveVariable("LoaderInfo");
        File.Delete(host.Roots.Etc("kernel/cmdline"));
        host.Write("etc/default/grub", ScratchHost.Defaults);
        host.Write("etc/default/grub.d/zfs.cfg", "GRUB_CMDLINE_LINUX=\"root=ZFS=rpool/ROOT/pve-1 boot=zfs\"\n");
        host.Boot("BOOT_IMAGE=/vmlinuz-6.1.0-2-amd64 root=ZFS=/ROOT/pve-1 ro root=ZFS=rpool/ROOT/pve-1 boot=zfs quiet");
        Written(host);
        return host;
    }

    /// <summary>What is on the partitions.</summary>
    public static string Partition(this ScratchHost host) => PartitionOf(host.Root);

    public static string PartitionOf(string root) => string.Concat(
        Directory.GetFiles(Path.Combine(root, "partition")).Order(StringComparer.Ordinal).Select(path => $"{Path.GetFileName(path)}: {Convert.ToBase64String(File.ReadAllBytes(path))}\n"));

    /// <summary>The kernel line on the partitions.</summary>
    public static string PartitionLine(this ScratchHost host) => Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(host.Root, "partition/line")));

    private static void Written(ScratchHost host) => host.Tools.WriteBootPartitions(new Passthrough.Changes.Tools.ToolSurroundings("", "", CancellationToken.None));
}
