using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Passthrough.Host;

namespace Passthrough.Tests.Changes;

/// <summary>A <see cref="ScratchHost"/> as Fedora's Atomic Desktops lay it out: GRUB with the entries that ostree writes, a deployment with its origin, rpm-ostree.</summary>
internal static class AtomicMachine
{
    public const string Entry = "boot/loader/entries/ostree-2-fedora.conf";
    public const string Staged = "run/ostree/staged-deployment";
    public const string Words = "root=UUID=aa rw rhgb quiet";
    private static readonly string Commit = new('a', 64);
    private static readonly string Next = new('b', 64);

    public static ScratchHost Create()
    {
        var host = new ScratchHost();
        Directory.Delete(host.Roots.Boot("grub"), recursive: true);
        Array.ForEach(Directory.GetFiles(host.Roots.Boot()), File.Delete);
        Array.ForEach(Directory.GetFiles(host.Roots.Usr("sbin")), File.Delete);
        Directory.Delete(host.Roots.Etc("initramfs-tools"), recursive: true);
        Directory.CreateDirectory(host.Roots.Etc("udev/rules.d"));
        host.Write("usr/bin/rpm-ostree", "");
        host.Write("usr/bin/dracut", "");
        host.Write("boot/grub2/grub.cfg", "blscfg\n");
        host.Write(Entry, $"title Fedora Linux 40 (ostree:0)\nversion 2\noptions {Words} ostree=/ostree/boot.1/fedora/cc/0\nlinux /ostree/fedora-cc/vmlinuz-6.9.4\ninitrd /ostree/fedora-cc/initramfs-6.9.4.img\n");
        host.Write("boot/loader/entries/ostree-1-fedora.conf", $"title Fedora Linux 40 (ostree:1)\nversion 1\noptions {Words} ostree=/ostree/boot.1/fedora/cc/1\nlinux /ostree/fedora-cc/vmlinuz-6.9.4\ninitrd /ostree/fedora-cc/initramfs-6.9.4.img\n");
        Directory.CreateDirectory(Path.Combine(host.Root, "ostree/boot.1/fedora/cc"));
        File.CreateSymbolicLink(Path.Combine(host.Root, "ostree/boot.1/fedora/cc/0"), $"../../../deploy/fedora/deploy/{Commit}.0");
        host.Write($"ostree/deploy/fedora/deploy/{Commit}.0.origin", "[origin]\ncontainer-image-reference=x\n");
        host.Boot($"BOOT_IMAGE=(hd0,gpt2)/ostree/fedora-cc/vmlinuz-6.9.4 {Words} ostree=/ostree/boot.1/fedora/cc/0");
        return host;
    }

    /// <summary>What rpm-ostree prepares: the words as they are with others, the files as they are with others.</summary>
    public static void Stage(HostRoots roots, Func<ImmutableArray<string>, IEnumerable<string>> words, Func<ImmutableArray<string>, IEnumerable<string>> files)
    {
        var now = HostReader.Read(roots).Boot.NextDeployment!;
        Directory.CreateDirectory(roots.Run("ostree"));
        File.WriteAllBytes(roots.Run("ostree/staged-deployment"), Content([.. words(now.Words)]));
        File.WriteAllText(roots.Locate($"/ostree/deploy/fedora/deploy/{Next}.1.origin"), $"[origin]\ncontainer-image-reference=x\n\n[rpmostree]\ninitramfs-etc={string.Concat(files(now.InitramfsFiles).Select(file => file + ";"))}\n");
    }

    /// <summary>What ostree does as the machine shuts down, and the start after it.</summary>
    public static void Finalize(this ScratchHost host)
    {
        var next = host.Facts.Boot.NextDeployment!;
        host.RebootIsolated();
        host.Write("boot/loader/entries/ostree-3-fedora.conf", $"title Fedora\nversion 3\noptions {string.Join(' ', next.Words.Select(word => word.Replace("boot.1/fedora/cc/0", "boot.0/fedora/cc/0", StringComparison.Ordinal)))}\nlinux /ostree/fedora-cc/vmlinuz-6.9.4\n");
        Directory.CreateDirectory(Path.Combine(host.Root, "ostree/boot.0/fedora/cc"));
        File.CreateSymbolicLink(Path.Combine(host.Root, "ostree/boot.0/fedora/cc/0"), $"../../../deploy/fedora/deploy/{Next}.1");
        File.Delete(Path.Combine(host.Root, Staged));
        host.Boot($"BOOT_IMAGE=(hd0,gpt2)/ostree/fedora-cc/vmlinuz-6.9.4 {string.Join(' ', next.Words)}");
    }

    /// <summary>The dictionary as GLib serializes it, but for the lengths that nobody reads.</summary>
    public static byte[] Content(ImmutableArray<string> words)
    {
        var strings = string.Concat(words.Select(word => word + "\0"));
        var ends = words.Select((_, index) => words.Take(index + 1).Sum(word => word.Length + 1)).ToArray();
        var isWide = strings.Length + words.Length > byte.MaxValue;
        var head = Encoding.ASCII.GetBytes($"target\0\0name\0\0\0\0{Next}.1\0\0s\u0005\0osname\0\0fedora\0\0s\u0007\0a{{sv}}\u0007\0kargs\0");
        return
        [
            .. head,
            .. new byte[(8 - (head.Length % 8)) % 8],
            .. Encoding.ASCII.GetBytes(strings),
            .. ends.SelectMany(end => isWide ? Wide(end) : [(byte)end]),
            .. "\0as\u0006"u8,
        ];
    }

    private static byte[] Wide(int value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
        return bytes;
    }
}
