namespace Passthrough.Tests.Changes;

/// <summary>A <see cref="ScratchHost"/> as openSUSE Tumbleweed lays it out with systemd-boot: snapshots, entries that sdbootutil writes, kernels beside their modules, images on the EFI system partition alone.</summary>
internal static class TumbleweedMachine
{
    public const string Version = "6.9.1-1-default";
    public const string Sum = "7b200fad3d005285ca914069a4740a5b6874c0ae";
    public const string Words = "root=UUID=aa splash=silent quiet";
    public const string CommandLine = "etc/kernel/cmdline";
    private const string Token = "opensuse-tumbleweed";

    public static ScratchHost Create()
    {
        var host = SystemdBootMachine.Create();
        Directory.Delete(host.Roots.Boot("efi"), recursive: true);
        Array.ForEach(Directory.GetFiles(host.Roots.Boot()), File.Delete);
        Directory.Delete(host.Roots.Lib("modules"), recursive: true);
        Directory.Delete(host.Roots.Etc("initramfs-tools"), recursive: true);
        Array.ForEach(Directory.GetFiles(host.Roots.Usr("sbin")), File.Delete);
        host.Write("usr/bin/dracut", "");
        host.Write("usr/bin/sdbootutil", "");
        host.Write($"usr/lib/modules/{Version}/vmlinuz", "kernel");
        host.Write($"usr/lib/modules/{Version}/modules.dep", "kernel/drivers/vfio/pci/vfio-pci.ko.zst: kernel/drivers/vfio/vfio.ko.zst\n");
        host.Write(ImageOf(Version, Sum), "old image");
        host.AddSnapshot(5);
        host.AddSnapshot(4);
        host.Write(CommandLine, Words + "\n");
        host.Write("proc/sys/kernel/osrelease", Version + "\n");
        host.SetVariable("LoaderEntrySelected", $"{Token}-{Version}-5.conf");
        host.SetVariable("LoaderEntryDefault", $"{Token}-{Version}-5.conf");
        host.Boot($"initrd=\\x {LineOf(5)}");
        return host;
    }

    /// <summary>What sdbootutil writes for a snapshot; all share one image.</summary>
    public static void AddSnapshot(this ScratchHost host, int number, string words = Words) => host.Write(
        EntryOf(number),
        $"# Boot Loader Specification type#1 entry\ntitle      openSUSE Tumbleweed\nversion    {number}@{Version}\nsort-key   opensuse-tumbleweed\noptions    {words} rootflags=subvol=@/.snapshots/{number}/snapshot\n"
        + $"linux      /{Token}/{Version}/linux-b021b508eb42b2afd06de8f0242b9727aa7dc494\ninitrd     /{Token}/{Version}/initrd-{Sum}\n");

    public static string EntryOf(int snapshot) => $"boot/efi/loader/entries/{Token}-{Version}-{snapshot}.conf";

    public static string ImageOf(string version, string sum) => $"boot/efi/{Token}/{version}/initrd-{sum}";

    public static string LineOf(int snapshot) => $"{Words} rootflags=subvol=@/.snapshots/{snapshot}/snapshot";

    /// <summary>The same with the GRUB that reads the entries by itself.</summary>
    public static ScratchHost WithGrub()
    {
        var host = Create();
        host.SetVariable("LoaderInfo", "GRUB 2.12");
        host.RemoveVariable("LoaderEntryDefault");
        host.Boot($"BOOT_IMAGE=(hd0,gpt1)/{Token}/{Version}/linux-b021b508eb42b2afd06de8f0242b9727aa7dc494 {LineOf(5)}");
        return host;
    }
}
