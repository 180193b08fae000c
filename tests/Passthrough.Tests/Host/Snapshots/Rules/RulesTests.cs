using Passthrough.Host.Snapshots;
using Passthrough.Host.Snapshots.Rules;

namespace Passthrough.Tests.Host.Snapshots.Rules;

public class RulesTests
{
    private readonly Pseudonyms pseudonyms = new();

    [Theory]
    [InlineData("ata-Samsung_SSD_860_EVO_500GB_S3Z1NB0K123456A-part1", "S3Z1NB0K123456A")]
    [InlineData("nvme-Samsung_SSD_970_EVO_1TB_S467NF0K123456X", "S467NF0K123456X")]
    [InlineData("nvme-Samsung_SSD_970_EVO_1TB_S467NF0K123456X_1-part2", "S467NF0K123456X")]
    [InlineData("nvme-eui.0025385b71b0a3f2", "0025385b71b0a3f2")]
    [InlineData("wwn-0x5002538e40a12345-part3", "5002538e40a12345")]
    [InlineData("usb-SanDisk_Ultra_4C530001230101117391-0:0-part1", "4C530001230101117391")]
    [InlineData("usb-046d_HD_Pro_Webcam_ABCD1234-video-index0", "ABCD1234")]
    [InlineData("usb-Logitech_USB_Receiver-if02-event-mouse", null)]
    [InlineData("dm-name-vg0-root", null)]
    [InlineData("virtio-disk0001", "disk0001")]
    [InlineData("", null)]
    public void The_serial_number_in_a_name_of_a_disk_is_found(string name, string? serial) => Assert.Equal(serial, SerialRule.SerialOf(name));

    [Theory]
    [InlineData("0000:00:14.0", true)]
    [InlineData("xhci-hcd.1.auto", true)]
    [InlineData("000000000", true)]
    [InlineData("4C53000123", false)]
    public void A_controllers_address_in_the_place_of_a_serial_number_is_none(string value, bool isNone) => Assert.Equal(isNone, SerialRule.IsNoSerial(value));

    [Theory]
    [InlineData("root=UUID=0e3b5a2c-7d1f-4e6a-9b8c-123456789abc ro", "root=UUID=00000000-0000-4000-8000-000000000001 ro")]
    [InlineData("dev-disk-by\\x2duuid-0e3b5a2c\\x2d7d1f\\x2d4e6a\\x2d9b8c\\x2d123456789abc", "dev-disk-by\\x2duuid-00000000\\x2d0000\\x2d4000\\x2d8000\\x2d000000000001")]
    [InlineData("0123456789abcdef0123456789ABCDEF", "00000000000040008000000000000001")]
    [InlineData("UUID=A1B2-C3D4 /boot/efi", "UUID=0000-0001 /boot/efi")]
    [InlineData("PARTUUID=deadbeef-02", "PARTUUID=00000000-01")]
    [InlineData("QlvXfx-ZaGo-0NsU-DJiY-7Fod-Oqbg-vN3m8a", "000000-0000-0000-0000-0000-0000-000001")]
    [InlineData("f1e2d3c4:b5a69788:796a5b4c:3d2e1f00", "00000000:00000000:00000000:00000001")]
    [InlineData("c12a7328-f81f-11d2-ba4b-00a0c93ec93b", "c12a7328-f81f-11d2-ba4b-00a0c93ec93b")]
    [InlineData("0000:01:00.0 0x030000", "0000:01:00.0 0x030000")]
    public void Uuids_of_every_kind_get_made_up_ones_of_the_same_shape(string text, string expected) => Assert.Equal(expected, UuidRule.Replace(text, pseudonyms));

    [Theory]
    [InlineData("3c:7c:3f:01:02:03", "02:00:00:00:00:01")]
    [InlineData("enx3c7c3f010203", "enx020000000001")]
    [InlineData("3C-7C-3F-01-02-03", "02-00-00-00-00-01")]
    [InlineData("00:00:00:00:00:00 ff:ff:ff:ff:ff:ff", "00:00:00:00:00:00 ff:ff:ff:ff:ff:ff")]
    [InlineData("0000:01:00.0", "0000:01:00.0")]
    public void Hardware_addresses_are_made_up(string text, string expected) => Assert.Equal(expected, MacRule.Replace(text, pseudonyms));

    [Theory]
    [InlineData("address 10.1.2.3/24", "address 192.0.2.1/24")]
    [InlineData("127.0.0.1 255.255.255.0 0.0.0.0", "127.0.0.1 255.255.255.0 0.0.0.0")]
    [InlineData("fe80::1:2:3 and ::1", "2001:db8::1 and ::1")]
    [InlineData("2a01:4f8:1:2:3:4:5:6", "2001:db8::1")]
    [InlineData("version 535.183.01", "version 535.183.01")]
    [InlineData("12:34:56", "12:34:56")]
    public void Network_addresses_are_made_up(string text, string expected) => Assert.Equal(expected, IpRule.Replace(text, pseudonyms));

    [Fact]
    public void Routes_keep_their_mask_and_lose_their_gateway() =>
        Assert.Equal("eth0\t00000000\t010200C0\t0003\t0", IpRule.ReplaceRoutes("eth0\t00000000\t0101A8C0\t0003\t0", pseudonyms));

    [Theory]
    [InlineData("password_pbkdf2 alice grub.pbkdf2.sha512.10000.AA", "password_pbkdf2 removed removed")]
    [InlineData("quiet ip=10.0.0.2::10.0.0.1:::eth0:off ro", "quiet ip=removed ro")]
    [InlineData("wpa-psk \"my secret\"", "wpa-psk removed")]
    [InlineData("psk=hunter2", "psk=removed")]
    [InlineData("GRUB_CMDLINE_LINUX_DEFAULT=\"quiet\"", "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet\"")]
    [InlineData("intel_iommu=on iommu=pt", "intel_iommu=on iommu=pt")]
    public void Secrets_are_taken_out(string text, string expected) => Assert.Equal(expected, SecretRule.Replace(text, pseudonyms));

    [Fact]
    public void People_are_made_up_in_paths_and_numbers()
    {
        Assert.Equal("/home/user1/x /run/media/user1/disk /home/user2", UserRule.ReplaceHomes("/home/alice/x /run/media/alice/disk /home/bob", pseudonyms));
        Assert.Equal("user-1000.slice user@1000.service uid=0 user-1001.slice", UserRule.ReplaceIds("user-1377.slice user@1377.service uid=0 user-1400.slice", pseudonyms));
    }

    [Fact]
    public void A_process_tells_its_state_and_program_only()
    {
        Assert.Equal("7 (-) S 1 7", ProcessRule.ReplaceStat("7 (my (odd) name) S 1 7"));
        Assert.Equal("qemu-system-x86_64\0", ProcessRule.ReplaceCommandLine("/usr/bin/qemu-system-x86_64\0-name\0secret\0"));
    }

    [Theory]
    [InlineData("/run/udev/data/b8:1", "S:disk/by-id/x\nE:ID_SERIAL=SECRET1\nE:ID_FS_TYPE=ext4\n", "E:ID_FS_TYPE=ext4\n")]
    [InlineData("/var/lib/dpkg/status", "Package: qemu\nMaintainer: A <a@b.org>\nVersion: 1\n\nPackage: b\n", "Package: qemu\nVersion: 1\n\nPackage: b\n")]
    [InlineData("/run/systemd/netif/links/2", "ADMIN_STATE=configured\nDOMAINS=home.lan\n", "ADMIN_STATE=configured\n")]
    [InlineData("/run/NetworkManager/devices/2", "[device]\nmanaged=true\nconnection-uuid=1\n", "[device]\nmanaged=true\n")]
    [InlineData("/proc/7/maps", "7f0-7f1 r-xp 0 08:01 5 /home/alice/game\n7f2-7f3 rw-s 0 00:05 9 /dev/dri/card1\n", "7f2-7f3 rw-s 0 00:05 9 /dev/dri/card1\n")]
    [InlineData("/etc/fstab", "UUID=1 / ext4\n", "UUID=1 / ext4\n")]
    public void Only_what_readers_understand_stays_of_files_that_hold_much_else(string path, string text, string expected) => Assert.Equal(expected, KeptLinesRule.Replace(path, text));

    [Fact]
    public void Bluetooth_devices_lose_the_names_that_people_gave()
    {
        const string Wired = "I: Bus=0003 Vendor=046d\nN: Name=\"Logitech G203\"\nP: Phys=usb-0000:00:14.0-1/input0\nU: Uniq=207D38A14E54";
        const string Wireless = "I: Bus=0005 Vendor=05ac\nN: Name=\"Anna's keyboard\"\nP: Phys=3c:7c:3f:01:02:03\nU: Uniq=3c:7c:3f:01:02:04";
        Assert.Equal(
            Wired.Replace("207D38A14E54", "000000000001", StringComparison.Ordinal) + "\n\n" + Wireless.Replace("Anna's keyboard", "Bluetooth device 1", StringComparison.Ordinal),
            InputRule.Replace(Wired + "\n\n" + Wireless, pseudonyms));
    }

    [Theory]
    [InlineData("<host mac='52:54:00:11:22:33' name='anna-pc' ip='192.168.122.5'/>", "<host mac='52:54:00:11:22:33' name='host1' ip='192.168.122.5'/>")]
    [InlineData("<domain name=\"home.lan\"/>", "<domain name=\"host1\"/>")]
    [InlineData("<name>default</name><bridge name='virbr0'/>", "<name>default</name><bridge name='virbr0'/>")]
    public void Computers_in_networks_of_libvirt_are_made_up(string xml, string expected) => Assert.Equal(expected, SecretRule.ReplaceHostsInXml(xml, pseudonyms));

    [Fact]
    public void Routes_of_the_sixth_version_keep_the_default_and_lose_addresses() => Assert.Equal(
        $"{new string('0', 32)} 00 {new string('0', 32)} 00 20010db8000000000000000000000001 eth0",
        IpRule.ReplaceRoutes6($"{new string('0', 32)} 00 {new string('0', 32)} 00 fe80000000000000021122fffe334455 eth0", pseudonyms));

    [Theory]
    [InlineData("/dev/disk/by-path/pci-0000:00:1f.2-ata-1-part/by-label/holidays", "/dev/disk/by-path/pci-0000:00:1f.2-ata-1-part/by-label/label1")]
    [InlineData("/dev/md/nas:family", "/dev/md/nas:label1")]
    [InlineData("/dev/md/0 /dev/md127", "/dev/md/0 /dev/md127")]
    [InlineData("/dev/disk/by-id/md-name-nas:family", "/dev/disk/by-id/md-name-nas:label1")]
    public void Labels_are_made_up_wherever_udev_names_them(string text, string expected) => Assert.Equal(expected, LabelRule.Replace(text, pseudonyms));

    [Theory]
    [InlineData("/dev/disk/by-path/pci-0000:03:00.0-sas-0x5000c50012345678-lun-0", "/dev/disk/by-path/pci-0000:03:00.0-sas-0x0000000000000001-lun-0")]
    [InlineData("/dev/disk/by-path/pci-0000:00:1f.2-ata-1-part/by-id/ata-WDC_WD10-123_WX123456", "/dev/disk/by-path/pci-0000:00:1f.2-ata-1-part/by-id/ata-WDC_WD10-123_00000001")]
    public void Serial_numbers_are_made_up_in_names_of_ports_too(string text, string expected) => Assert.Equal(expected, SerialRule.Replace(text, pseudonyms));

    [Fact]
    public void A_world_wide_name_of_digits_alone_is_a_serial_number() => Assert.False(SerialRule.IsNoSerial("naa.5369931015473033"));
}
