using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Passthrough.Failures;
using Passthrough.Processes;

namespace Passthrough.Rehearsal.VirtualPc;

/// <summary>
/// The cached disk that every virtual PC starts from: Debian with its kernel, systemd, initramfs-tools, GRUB's generated configuration, libvirt and QEMU. Built by mmdebstrap
/// from a recipe inside the program; the cache's folder is named after the recipe's hash, so that a new recipe gives a new base.
/// </summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="Origin">Whether it was found or built, in words.</param>
public sealed record BaseImage(string Folder, string Origin)
{
    /// <summary>The name of the virtio-serial port that the host commands the PC through.</summary>
    public const string ControlPortName = "passthrough.rehearsal";

    private const string Suite = "bookworm";
    private const string RootUuid = "6b1f3a52-0a58-4d0c-9a3e-2f1f6c1d0001";
    private const string RootPartUuid = "6b1f3a52-0a58-4d0c-9a3e-2f1f6c1d0002";
    private const string EspId = "5A1D0001";

    private static readonly ImmutableArray<string> Packages =
    [
        "systemd", "systemd-sysv", "udev", "dbus", "kmod", "procps", "pciutils", "linux-image-amd64", "initramfs-tools", "busybox", "lz4", "zstd",
        "grub-efi-amd64", "grub-pc-bin", "libvirt-daemon-system", "libvirt-daemon-driver-qemu", "libvirt-clients", "qemu-system-x86", "qemu-utils", "seabios", "ovmf", "dosfstools",

        // For tests that end the program at a chosen system call.
        "strace",

        // For tests of a machine whose images dracut builds.
        "dracut-core",

        // For tests of a machine that systemd-boot starts.
        "systemd-boot",

        // For tests of a machine that is started by a unified kernel image: what dracut builds it with, and what tells the firmware of it.
        "binutils", "systemd-boot-efi", "efibootmgr",

        // For tests of bridges: the neighbour table.
        "iproute2",

        // For tests of guests: their TPM, and QEMU's monitor.
        "swtpm", "swtpm-tools", "socat",

        // What the views are compared with.
        "usbutils", "hwloc-nox",
    ];

    // Everything below /lib/modules/*/kernel that the virtual PC can have hardware for; with Debian's whole tree, emulated machines need minutes for an initramfs.
    private static readonly ImmutableArray<string> KernelModules =
    [
        "arch/x86/crypto/crc32c-intel", "crypto/crc32c_generic", "crypto/crct10dif_common", "crypto/crct10dif_generic", "lib/crc16", "lib/crc64*", "lib/crc-t10dif",
        "block/t10-pi", "drivers/acpi/button", "drivers/acpi/video", "drivers/block/loop", "drivers/*/virtio*", "drivers/char/hw_random/virtio-rng",
        "drivers/gpu/drm/drm*", "drivers/gpu/drm/display/*", "drivers/gpu/drm/radeon/*", "drivers/gpu/drm/tiny/bochs", "drivers/gpu/drm/ttm/*",
        "drivers/media/cec/core/cec", "drivers/media/rc/rc-core", "drivers/platform/x86/wmi", "drivers/hid/hid", "drivers/hid/hid-generic",
        "drivers/hid/usbhid/*", "drivers/input/evdev", "drivers/input/misc/uinput", "drivers/i2c/algos/*", "drivers/leds/trigger/ledtrig-audio",
        "drivers/net/ethernet/intel/e1000/e1000", "drivers/net/tun", "drivers/net/tap", "drivers/usb/common/*", "drivers/usb/core/usbcore", "drivers/usb/host/xhci*",
        "drivers/vfio/*", "net/802/stp", "net/bridge/bridge", "net/llc/llc", "drivers/virtio/*", "fs/ext4/*", "fs/jbd2/*", "fs/mbcache", "fs/fat/*", "fs/efivarfs/*", "fs/autofs/*", "fs/fuse/fuse",
        "fs/overlayfs/*", "fs/configfs/*", "fs/nls/nls_ascii", "fs/nls/nls_cp437", "fs/nls/nls_iso8859-1", "fs/nls/nls_utf8", "sound/soundcore", "sound/core/snd*",
        "sound/hda/*", "sound/pci/hda/snd-hda-codec", "sound/pci/hda/snd-hda-intel", "sound/pci/hda/snd-hda-codec-generic", "sound/pci/hda/snd-hda-codec-hdmi",
        "virt/lib/irqbypass",

        // For tests of guests: what their network cards, NVMe controllers and logical volumes need.
        "drivers/net/macvlan", "drivers/net/macvtap", "drivers/vhost/*", "drivers/nvme/*", "crypto/crc64*", "drivers/md/dm-mod", "drivers/dax/*",

        // For a test of a root on btrfs.
        "fs/btrfs/btrfs", "crypto/xor", "crypto/blake2b_generic", "crypto/xxhash_generic", "lib/libcrc32c", "lib/raid6/raid6_pq", "lib/zstd/zstd_compress",
    ];

    private static readonly ImmutableArray<string> LeftOut =
    [
        "/usr/share/doc/*", "/usr/share/man/*", "/usr/share/info/*", "/usr/share/locale/*", "/usr/share/lintian/*", "/usr/share/bug/*", "/usr/share/i18n/*",
        "/lib/firmware/*", "/usr/share/grub/themes/*", "/usr/share/icons/*", "/usr/share/mime/*", "/usr/lib/x86_64-linux-gnu/perl/*/unicore/*",
    ];

    /// <summary>The disk (raw, sparse, GPT).</summary>
    public string Disk => Path.Combine(Folder, "base.raw");

    /// <summary>The UEFI firmware's code.</summary>
    public string UefiCode => Path.Combine(Folder, "uefi-code.fd");

    /// <summary>The UEFI firmware's variables as they are at first.</summary>
    public string UefiVariables => Path.Combine(Folder, "uefi-variables.fd");

    /// <summary>Finds the base in the cache, or builds it there.</summary>
    /// <exception cref="ToolFailedException">mmdebstrap failed.</exception>
    public static async Task<BaseImage> EnsureAsync(string cacheFolder, CancellationToken cancellation)
    {
        var folder = Path.Combine(cacheFolder, $"base-{Suite}-{RecipeHash()}");
        var cached = new BaseImage(folder, $"found in the cache: {folder}");
        if (File.Exists(cached.Disk))
        {
            return cached;
        }

        // Built beside its place and moved there whole: an interrupted build leaves no half base behind.
        var partial = $"{folder}.{Guid.NewGuid():n}";
        Directory.CreateDirectory(partial);
        try
        {
            await BuildAsync(partial, cancellation);
            if (!Directory.Exists(folder))
            {
                Directory.Move(partial, folder);
            }
        }
        finally
        {
            if (Directory.Exists(partial))
            {
                Directory.Delete(partial, recursive: true);
            }
        }

        return cached with { Origin = $"built with mmdebstrap and cached: {folder}" };
    }

    private static async Task BuildAsync(string folder, CancellationToken cancellation)
    {
        var recipe = Directory.CreateDirectory(Path.Combine(folder, "recipe"));
        foreach (var file in RecipeFile.All())
        {
            var path = Path.Combine(recipe.FullName, file.Name);
            await File.WriteAllTextAsync(path, file.Content, cancellation);
            File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        }

        // Without root, mmdebstrap works in a user name space whose root is another user: it has to be let in.
        File.SetUnixFileMode(folder, (UnixFileMode)(Environment.IsPrivilegedProcess ? 0b111_101_101 : 0b111_111_111));
        ImmutableArray<string> arguments =
        [
            Environment.IsPrivilegedProcess ? "--mode=root" : "--mode=unshare",
            "--variant=essential",
            "--format=null",
            $"--include={string.Join(',', Packages)}",
            "--aptopt=Acquire::Languages \"none\"",
            "--aptopt=APT::Install-Recommends \"false\"",
            "--dpkgopt=force-unsafe-io",
            "--dpkgopt=path-exclude=/lib/modules/*/kernel/*",
            .. KernelModules.Select(module => $"--dpkgopt=path-include=/lib/modules/*/kernel/{module}.ko"),
            .. LeftOut.Select(pattern => $"--dpkgopt=path-exclude={pattern}"),
            $"--essential-hook={recipe.FullName}/prepare.sh \"$1\"",
            $"--customize-hook={recipe.FullName}/customize.sh \"$1\"",
            Suite,
            "/dev/null",
        ];
        var environment = ImmutableDictionary.CreateRange<string, string>(
        [
            new("RECIPE", recipe.FullName),
            new("OUT", folder),
            new("ROOT_UUID", RootUuid),
            new("ROOT_PARTUUID", RootPartUuid),
            new("ESP_ID", EspId),
            new("CONTROL_PORT", ControlPortName),
        ]);
        (await ToolRunner.RunAsync(
            new ToolCommand("mmdebstrap", arguments) { TimeLimit = TimeSpan.FromMinutes(20), Environment = environment }, cancellation: cancellation))
            .OrThrow("look at the last lines: a package mirror that cannot be reached is the usual cause");
    }

    private static string RecipeHash()
    {
        var text = string.Join('\n', [Suite, .. Packages, .. KernelModules, .. LeftOut, .. RecipeFile.All().Select(file => file.Content)]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
    }
}
