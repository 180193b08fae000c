using System.Formats.Tar;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Passthrough.Host.Reading;
using Passthrough.Host.Snapshots;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host.Snapshots;

public class PersonalDataTests
{
    private const string Hex = "0123456789abcdef";
    private const string Capitals = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789";
    private const string Small = "bcdfghjklmnpqrstvwxz";

    [Fact]
    public void No_original_survives_anywhere_in_the_archive()
    {
        var people =
            from disk in Word(Capitals, 12)
            from stick in Word(Capitals, 16)
            from board in Word(Capitals, 9)
            from wwn in Word(Hex, 16)
            from machineId in Word(Hex, 32)
            from root in Word(Hex, 32)
            from fat in Word(Hex, 8)
            from mac in Word(Hex, 10)
            from host in Word(Small, 9)
            from user in Word(Small, 7)
            from label in Word(Small, 8)
            from password in Word(Small, 14)
            from address in Gen.Choose(1, 254)
            select new Owner($"S{disk}7", $"{stick}4", $"{board}3", $"5{wwn[1..]}", machineId, Uuid(root), $"{fat[..4]}-{fat[4..]}".ToUpperInvariant(), Mac("3c" + mac), $"{host}-{user[..3]}", user, label, password, $"10.{address}.7.{address}");
        Prop.ForAll(people.ToArbitrary(), owner => Assert.Equal([], Survivors(owner))).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(40));
    }

    [Fact]
    public void Files_still_agree_with_one_another()
    {
        var owner = new Owner(
            "S3Z1NB0K12345", "4C530001230101", "PF0ABC12", "5002538e40a12345", "0123456789abcdef0123456789abcdef", "0e3b5a2c-7d1f-4e6a-9b8c-123456789abc", "A1B2-C3D4", "3c:7c:3f:01:02:03",
            "zephyr-den", "margaret", "holidays", "correcthorse", "10.20.30.40");
        using var machine = MachineOf(owner);
        var entries = Cleaned(machine).Entries;
        string Text(string path) => Encoding.UTF8.GetString(entries.Single(entry => entry.Path == path).Content!);
        var disk = Text("/sys/block/sda/device/serial").Trim();
        Assert.Contains(entries, entry => entry.Path == $"/dev/disk/by-id/ata-Samsung_SSD_860_EVO_{disk}-part1" && entry.Target == "../../sda1");
        Assert.Equal("E:ID_FS_LABEL=label1\n", Text("/run/udev/data/b8:0"));
        Assert.Contains("/dev/disk/by-label/label1 /x", Text("/proc/mounts"), StringComparison.Ordinal);
        var uuid = Text("/proc/cmdline").Split("root=UUID=")[1].Split(' ')[0];
        Assert.StartsWith($"UUID={uuid} / ext4", Text("/etc/fstab"), StringComparison.Ordinal);
        Assert.Contains($"set=root {uuid}\n", Text("/boot/grub/grub.cfg"), StringComparison.Ordinal);
        Assert.Contains(entries, entry => entry.Path == $"/dev/disk/by-uuid/{uuid}");
        var fat = Text("/etc/fstab").Split("UUID=")[2].Split(' ')[0];
        Assert.Contains(entries, entry => entry.Path == $"/dev/disk/by-uuid/{fat}");
        Assert.Matches("^[0-9]{4}-[0-9]{4}$", fat);
        var mac = Text("/sys/class/net/eth0/address").Trim();
        Assert.Contains(entries, entry => entry.Path == $"/sys/class/net/enx{mac.Replace(":", "", StringComparison.Ordinal)}/address");
        Assert.Contains("user1:x:1000:1000::/home/user1:/bin/bash", Text("/etc/passwd"), StringComparison.Ordinal);
        Assert.Equal("kvm:x:104:libvirt-qemu,user1\nuser1:x:1000:\n", Text("/etc/group"));
        Assert.Contains("ip=removed", Text("/proc/cmdline"), StringComparison.Ordinal);
        Assert.Contains("/dev/mapper/host1--vg-root", Text("/proc/cmdline"), StringComparison.Ordinal);
    }

    [Fact]
    public void Data_of_the_machine_itself_stays_as_it_is()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: true).WithRadeon(group: 14)
            .File("/sys/bus/usb/devices/usb1/serial", "0000:00:14.0\n")
            .File("/sys/class/net/lo/address", "00:00:00:00:00:00\n")
            .File("/proc/version", "Linux version 6.1.0-25-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14) 12.2.0)\n")
            .File("/sys/fs/cgroup/cpu.max", "max 100000\n")
            .File("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\nmax:x:1000:1000:Max:/home/max:/bin/bash\ndebian:x:1001:1001::/home/debian:/bin/sh\n")
            .File("/sys/firmware/efi/efivars/LoaderInfo-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f", "text")
            .File("/sys/module/nvidia/version", "535.183.01\n");
        var before = Everything(machine).Entries();
        var after = SnapshotCleaner.Clean(before, [], [], []).Entries;
        Assert.Equal(
            before.Where(entry => entry.Path is not ("/etc/passwd" or "/proc/cmdline" or "/boot/grub/grub.cfg")).Select(entry => $"{entry.Path} {entry.Target} {Encoding.Latin1.GetString(entry.Content ?? [])}"),
            after.Where(entry => entry.Path is not ("/etc/passwd" or "/proc/cmdline" or "/boot/grub/grub.cfg")).Select(entry => $"{entry.Path} {entry.Target} {Encoding.Latin1.GetString(entry.Content ?? [])}"));
    }

    [Fact]
    public void Unknown_binary_files_and_keys_are_left_out_and_named()
    {
        using var machine = new ScratchMachine()
            .Bytes("/sys/class/mystery/blob", [1, 0, 2])
            .Bytes("/sys/firmware/acpi/tables/MSDM", "MSDM....XXXXX-KEY-XXXXX\0"u8.ToArray())
            .File("/proc/self/environ", "TOKEN=secret")
            .Bytes("/sys/firmware/acpi/tables/DMAR", [0, 1]);
        var snapshot = SnapshotCleaner.Clean(Everything(machine).Entries(), [], [], []);
        Assert.Equal(["/proc/self/environ", "/sys/class/mystery/blob", "/sys/firmware/acpi/tables/MSDM"], snapshot.Manifest.LeftOut.Select(file => file.Path));
        Assert.Equal(["/sys/firmware/acpi/tables/DMAR"], snapshot.Entries.Where(entry => entry.Content is not null).Select(entry => entry.Path));
    }

    [Fact]
    public void Rubbish_everywhere_is_cleaned_without_an_error()
    {
        var paths = new[]
        {
            "/etc/passwd", "/etc/group", "/etc/fstab", "/proc/net/route", "/proc/5/stat", "/proc/5/cmdline", "/proc/5/status", "/proc/5/mountinfo", "/sys/a/edid", "/sys/a/config",
            "/sys/a/serial", "/etc/hostname", "/run/udev/data/b8:0", "/sys/firmware/efi/efivars/LoaderInfo-x", "/boot/grub/grub.cfg",
        };
        Rubbish.IsSwallowedAsBytesBy(
            bytes => SnapshotCleaner.Clean([.. paths.Select(path => SnapshotEntry.File(path, bytes))], [], [], []),
            "UUID=", "by-id/", ":", "-", "0123456789abcdef", "\n", "/home/", "ip=", "(", ")", "1000", "password", "00:11:22:33:44:55", "\0");
    }

    private static List<string> Survivors(Owner owner)
    {
        using var machine = MachineOf(owner);
        using var file = new ScratchFile("all.tar");
        SnapshotArchive.Write(file.Path, Cleaned(machine), CancellationToken.None);
        var whole = new StringBuilder();
        using var tar = new TarReader(File.OpenRead(file.Path));
        while (tar.GetNextEntry() is { } entry)
        {
            using var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            whole.Append(entry.Name).Append('\n').Append(entry.LinkName).Append('\n').Append(Encoding.Latin1.GetString(content.ToArray())).Append('\n')
                .Append(Encoding.Unicode.GetString(content.ToArray())).Append('\n');
        }

        var text = whole.ToString();
        return [.. owner.Originals.Where(original => text.Contains(original, StringComparison.OrdinalIgnoreCase))];
    }

    private static ScratchMachine MachineOf(Owner owner) => new ScratchMachine()
        .File("/etc/hostname", owner.Host + "\n").File("/etc/machine-id", owner.MachineId + "\n")
        .File("/etc/passwd", $"root:x:0:0:root:/root:/bin/bash\n{owner.User}:x:1000:1000:{owner.User} of {owner.Host},,,:/home/{owner.User}:/bin/bash\n")
        .File("/etc/group", $"kvm:x:104:libvirt-qemu,{owner.User}\n{owner.User}:x:1000:\n")
        .File("/etc/security/limits.d/20-owner.conf", $"{owner.User} - memlock 4096\n@{owner.User} hard memlock unlimited\n")
        .File("/etc/fstab", $"UUID={owner.Root} / ext4 defaults 0 1\nUUID={owner.Fat} /boot/efi vfat umask=0077 0 1\nLABEL={owner.Label} /home/{owner.User}/disk ext4 0 0\n//{owner.Address}/share /mnt cifs username={owner.User},password={owner.Password} 0 0\n")
        .File("/proc/cmdline", $"BOOT_IMAGE=/vmlinuz root=UUID={owner.Root} resume=/dev/mapper/{owner.Host.Replace("-", "--", StringComparison.Ordinal)}--vg-root ip={owner.Address}::{owner.Address}:255.255.255.0:{owner.Host}:eth0:off nfsroot={owner.Address}:/srv/{owner.User} rd.luks.uuid=luks-{owner.Root}\n")
        .File("/boot/grub/grub.cfg", $"set superusers=\"{owner.User}\"\npassword_pbkdf2 {owner.User} grub.pbkdf2.sha512.10000.{owner.Password}\nsearch --no-floppy --fs-uuid --set=root {owner.Root}\nsearch --no-floppy --fs-uuid --set=root --hint-bios=hd0 {owner.Fat}\nmenuentry 'x' $menuentry_id_option 'gnulinux-simple-{owner.Root}' {{\n}}\n")
        .File("/sys/block/sda/device/serial", owner.Disk + "\n").File("/sys/block/sda/device/wwid", $"naa.{owner.Wwn}\n")
        .File("/sys/class/nvme/nvme0/subsysnqn", $"nqn.2014.08.org.nvmexpress:144d144d{owner.Disk}       Samsung SSD\n")
        .File("/sys/class/dmi/id/product_serial", owner.Board + "\n").File("/sys/class/dmi/id/product_uuid", owner.Root + "\n")
        .File("/sys/bus/usb/devices/1-1/serial", owner.Stick + "\n")
        .File("/sys/class/net/eth0/address", owner.Mac + "\n").File($"/sys/class/net/enx{owner.Mac.Replace(":", "", StringComparison.Ordinal)}/address", owner.Mac + "\n")
        .Link($"/dev/disk/by-id/ata-Samsung_SSD_860_EVO_{owner.Disk}-part1", "../../sda1").Link($"/dev/disk/by-id/wwn-0x{owner.Wwn}", "../../sda")
        .Link($"/dev/disk/by-id/usb-SanDisk_Ultra_{owner.Stick}-0:0", "../../sdb").Link($"/dev/disk/by-uuid/{owner.Root}", "../../sda2").Link($"/dev/disk/by-uuid/{owner.Fat}", "../../sda1")
        .Link($"/dev/disk/by-label/{owner.Label}", "../../sda3").Link($"/dev/disk/by-id/dm-name-{owner.Host.Replace("-", "--", StringComparison.Ordinal)}--vg-root", "../../dm-0")
        .File("/run/udev/data/b8:0", $"S:disk/by-id/ata-Samsung_SSD_860_EVO_{owner.Disk}\nE:ID_SERIAL_SHORT={owner.Disk}\nE:ID_SERIAL=Samsung_SSD_860_EVO_{owner.Disk}\nE:ID_WWN=0x{owner.Wwn}\nE:ID_FS_UUID={owner.Fat}\nE:ID_FS_LABEL={owner.Label}\n")
        .File("/proc/7/cmdline", $"qemu-system-x86_64\0-name\0{owner.User}\0").File("/proc/7/status", "Name:\tqemu\nUid:\t1000\t1000\t1000\t1000\n").File("/proc/7/comm", "qemu\n")
        .File("/proc/7/cgroup", "0::/user.slice/user-1000.slice/user@1000.service\n").Link("/proc/7/fd/3", $"/home/{owner.User}/{owner.Password}.img")
        .File("/proc/mounts", $"/dev/sda2 / ext4 rw 0 0\n{owner.User}@{owner.Host}:/srv /home/{owner.User}/far fuse.sshfs rw,user_id=1000 0 0\n/dev/sdb1 /run/media/{owner.User}/{owner.Label} vfat rw 0 0\n/dev/disk/by-label/{owner.Label} /x ext4 rw 0 0\n")
        .File("/etc/network/interfaces", $"iface wlan0 inet static\n  address {owner.Address}\n  wpa-psk {owner.Password}\n  # asks {owner.User}@example.org\n")
        .Bytes("/sys/firmware/efi/efivars/LoaderEntrySelected-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f", [6, 0, 0, 0, .. Encoding.Unicode.GetBytes($"{owner.MachineId}-6.1.0.conf\0")]);

    private static CleanedSnapshot Cleaned(ScratchMachine machine)
    {
        var record = Everything(machine);
        return SnapshotCleaner.Clean(record.Entries(), record.Refusals(), record.Lengths(), []);
    }

    /// <summary>Reads all there is, as no reader of the program does.</summary>
    private static ReadingRecord Everything(ScratchMachine machine)
    {
        var record = new ReadingRecord();
        var reader = new MachineReader(machine.Roots, record);
        foreach (var path in Below(new DirectoryInfo(machine.Roots.Root)).Order(StringComparer.Ordinal))
        {
            _ = reader.ReadLink(path) ?? (Directory.Exists(path) ? (object?)reader.List(path) : reader.ReadBytes(path));
        }

        return record;
    }

    // Not through links: those of sysfs lead in circles.
    private static IEnumerable<string> Below(DirectoryInfo folder) => folder.EnumerateFileSystemInfos()
        .SelectMany(entry => entry is DirectoryInfo { LinkTarget: null } child ? Below(child).Prepend(entry.FullName) : [entry.FullName]);

    private static Gen<string> Word(string letters, int length) => Gen.Elements(letters.ToCharArray()).ArrayOf(length).Select(characters => new string(characters));

    private static string Uuid(string hex) => $"{hex[..8]}-{hex[8..12]}-{hex[12..16]}-{hex[16..20]}-{hex[20..]}";

    private static string Mac(string hex) => string.Join(':', hex.Chunk(2).Select(pair => new string(pair)));

    private sealed record Owner(
        string Disk, string Stick, string Board, string Wwn, string MachineId, string Root, string Fat, string Mac, string Host, string User, string Label, string Password, string Address)
    {
        public IEnumerable<string> Originals =>
        [
            Disk, Stick, Board, Wwn, MachineId, Root, Fat, Mac, Mac.Replace(":", "", StringComparison.Ordinal), Host, Host.Replace("-", "--", StringComparison.Ordinal), User, Label, Password, Address,
        ];
    }
}
