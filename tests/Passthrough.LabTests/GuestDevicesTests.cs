using System.Text.Json;

namespace Passthrough.LabTests;

/// <summary>One guest with every kind of device that a machine can give it, under libvirt and under plain QEMU: what its QEMU has, and that nothing of it is left when it has stopped.</summary>
[Collection(IsolatedCard.Name)]
public class GuestDevicesTests(IsolatedMachine machine)
{
    private const string Name = "many";
    private const string Images = "/var/lib/libvirt/images";
    private const string Bridge = "labbr0";
    private const string Whole = "/dev/disk/by-id/virtio-spare2";
    private const string Part = "/dev/disk/by-id/virtio-spare1-part1";
    private const string Volume = "/dev/mapper/spare-guest";

    // include/uapi/linux/if_tun.h
    private const int IffMultiQueue = 0x100;

    // The root ports of the spare controllers, and of the one that the tablet and the serial adapter hang on.
    private const string NvmePort = "/sys/devices/pci0000:00/0000:00:15.0";
    private const string UsbPort = "/sys/devices/pci0000:00/0000:00:16.0";
    private const string KeptUsbPort = "/sys/devices/pci0000:00/0000:00:12.0";

    // LVM runs from where its packages were unpacked: installed it would have the images of the boot built anew.
    private const string Prepare =
        """
        set -e
        for deb in /usr/share/passthrough-rehearsal/packages/lvm2/*.deb; do [ -d /root/lvm/${deb##*/} ] || dpkg -x $deb /root/lvm; mkdir -p /root/lvm/${deb##*/}; done
        lvm() { LD_LIBRARY_PATH=/root/lvm/lib/x86_64-linux-gnu:/root/lvm/usr/lib/x86_64-linux-gnu /root/lvm/sbin/lvm "$@" --config 'activation{udev_sync=0} backup{backup=0 archive=0}' 2>&1; }
        disk=$(readlink -f /dev/disk/by-id/virtio-spare1)
        modprobe dm-mod
        addpart $disk 1 2048 40960
        addpart $disk 2 43008 40960
        udevadm settle
        lvm pvcreate -q ${disk}2
        lvm vgcreate -q spare ${disk}2
        lvm lvcreate -q -y -W n -Z n -n guest -l 100%FREE spare
        qemu-img create -q -f qcow2 /var/lib/libvirt/images/many.qcow2 32M
        truncate -s 32M /var/lib/libvirt/images/through.img /var/lib/libvirt/images/unsafe.img /var/lib/libvirt/images/disc.iso
        mkdir -p /srv/many /srv/kept
        ip link add labbr0 type bridge
        ip link set labbr0 up
        # As a machine on whose network no DHCP server answers.
        ip address add 2001:db8::1/64 dev labbr0
        ip link set $(basename /sys/bus/pci/drivers/e1000/*/net/*) up
        udevadm settle
        """;

    private const string TakeBack =
        """
        dmsetup remove spare-guest
        disk=$(readlink -f /dev/disk/by-id/virtio-spare1)
        delpart $disk 1
        delpart $disk 2
        dd if=/dev/zero of=$disk bs=1M count=64 status=none
        rm -r /var/lib/libvirt/images/many.qcow2 /var/lib/libvirt/images/*.img /var/lib/libvirt/images/disc.iso /srv/many /srv/kept
        rm -rf /etc/lvm
        ip link delete labbr0
        ip link set $(basename /sys/bus/pci/drivers/e1000/*/net/*) down
        udevadm settle
        """;

    [Theory]
    [InlineData("libvirt")]
    [InlineData("qemu")]
    public async Task One_guest_has_every_kind_of_device_and_leaves_nothing(string runtime)
    {
        await machine.OutputAsync(Prepare);
        var guest = new LabGuest(machine, Name, runtime);
        try
        {
            await RunAsync(runtime is "qemu", guest);
        }
        finally
        {
            await guest.RemoveAsync();
            await machine.OutputAsync(TakeBack);
        }
    }

    private async Task RunAsync(bool isPlain, LabGuest guest)
    {
        var (nvme, usb) = (await BehindAsync(NvmePort), await BehindAsync(UsbPort));
        var tablet = await machine.OutputAsync($"basename {KeptUsbPort}/*/usb*/*-2");
        var serial = await machine.OutputAsync($"basename {KeptUsbPort}/*/usb*/*-3");
        var keyboard = await machine.OutputAsync("ls /dev/input/by-id/*event-kbd");
        var nic = await machine.OutputAsync("basename /sys/bus/pci/drivers/e1000/*/net/*");
        var drivers = await DriversAsync(nvme, usb, tablet);
        var memory = await machine.OutputAsync("stat -c '%n %U:%G %a' /dev/shm/*");

        // As logind does when the user logs out.
        await machine.OutputAsync("rm /dev/shm/looking-glass");
        await guest.DescribeAsync(
            "accelerator: tcg",
            "firmware: bios",
            "tpm: on",
            "memory: { size: 128M, huge-pages: off }",
            "cpu: { vcpus: 1, io-threads: 2 }",
            $"pci: [ \"{nvme}\", \"{usb}\" ]",
            "disks:",
            $"  - {{ path: {Images}/many.qcow2, discard: off }}",
            $"  - {{ path: {Whole}, serial: WHOLE, queues: 2, io-thread: 2 }}",
            $"  - {{ path: {Part}, bus: scsi, queues: 3, io-thread: 2 }}",
            $"  - {{ path: {Volume}, bus: scsi, aio: io_uring, io-thread: 2 }}",
            $"  - {{ path: {Images}/through.img, bus: scsi, cache: writethrough, io-thread: 2 }}",
            $"  - {{ path: {Images}/unsafe.img, bus: sata, cache: unsafe }}",
            $"cdroms: [ {Images}/disc.iso ]",
            $"usb: [ 0403:6001, \"{tablet}\" ]",
            $"input: {{ evdev: [ \"{keyboard}\" ], toggle: scrolllock }}",
            $"network: [ {{ bridge: {Bridge}, queues: 2 }}, {(isPlain ? "nat" : $"{{ macvtap: {nic} }}")} ]",
            "sound: scream-memory",
            "looking-glass: 1920x1080",
            $"shares: [ /srv/many{(isPlain ? ", { path: /srv/kept, tag: kept, read-only: on }" : "")} ]",
            "guest-agent: on");
        try
        {
            await guest.StartAsync();
            var process = await guest.ProcessAsync();
            var files = await guest.OpenFilesAsync();

            Assert.Equal("libvirt-qemu", await machine.OutputAsync($"stat -c %U /proc/{process}"));
            Assert.Equal(isPlain ? "unlimited" : await guest.ForetoldMemoryLimitAsync(), await guest.MemoryLimitAsync());

            // PCI and USB devices of the host.
            Assert.Equal(Ids(nvme, usb), await guest.HostDevicesAsync());
            Assert.Equal(2, files.Count(file => file.Path.Contains("vfio-device", StringComparison.Ordinal)));
            Assert.Equal(
                (await machine.OutputAsync($"for device in {tablet} {serial}; do printf '/dev/bus/usb/%03d/%03d\\n' $(cat /sys/bus/usb/devices/$device/busnum /sys/bus/usb/devices/$device/devnum); done")).Split('\n').Order(StringComparer.Ordinal),
                files.Select(file => file.Path).Where(path => path.StartsWith("/dev/bus/usb/", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal));

            // Disks.
            var nodes = (await machine.OutputAsync($"readlink -f {Whole} {Part} {Volume}")).Split('\n');
            Assert.Equal(nodes.Order(StringComparer.Ordinal), files.Where(file => file.IsDirect).Select(file => file.Path).Distinct().Order(StringComparer.Ordinal));
            Assert.All(files.Where(file => file.IsDirect), file => Assert.True(file.IsWritten, file.Path));
            Assert.DoesNotContain(files, file => file.Path.EndsWith("disc.iso", StringComparison.Ordinal) && file.IsWritten);
            Assert.Equal(
            [
                $"{Part} writeback direct", $"{Whole} direct", $"{Volume} writeback direct",
                $"{Images}/disc.iso read-only", $"{Images}/many.qcow2", $"{Images}/through.img", $"{Images}/unsafe.img writeback no-flush",
            ], (await guest.AskAsync("query-block")).EnumerateArray().Select(Disk).Order(StringComparer.Ordinal));
            Assert.Contains("/[aio]", await machine.OutputAsync($"grep -o '/.aio.' /proc/{process}/maps"), StringComparison.Ordinal);
            var virtio = (await guest.AskAsync("x-query-virtio")).EnumerateArray().Select(device => (Name: device.GetProperty("name").GetString()!, Path: device.GetProperty("path").GetString()!.Replace("/virtio-backend", "", StringComparison.Ordinal))).ToList();
            Assert.Equal(
                ["virtio-blk 2", "virtio-input 2", "virtio-net 2", "virtio-scsi 1", "virtio-serial 1", $"virtio-user-fs {(isPlain ? 2 : 1)}"],
                virtio.GroupBy(device => device.Name).Select(group => $"{group.Key} {group.Count()}").Order(StringComparer.Ordinal));
            var scsi = virtio.Single(device => device.Name is "virtio-scsi").Path;
            Assert.Equal((3, "/objects/iothread2"), ((await guest.PropertyAsync(scsi, "num_queues")).GetInt32(), (await guest.PropertyAsync(scsi, "iothread")).GetString()));
            Assert.Equal(2, (await guest.AskAsync("query-iothreads")).GetArrayLength());

            // Keyboard, TPM, window.
            Assert.Contains(await machine.OutputAsync($"readlink -f '{keyboard}'"), files.Select(file => file.Path));
            Assert.Equal("scrolllock", (await guest.PropertyAsync("/objects/input0", "grab-toggle")).GetString());
            Assert.Equal("tpm-crb", (await guest.AskAsync("query-tpm"))[0].GetProperty("model").GetString());
            Assert.NotEqual("root", await machine.OutputAsync("ps -o user= -C swtpm"));
            Assert.True((await guest.AskAsync("query-spice")).GetProperty("enabled").GetBoolean());

            // Networks.
            // libvirt has the kernel serve networks (vhost) only where KVM executes the guest.
            Assert.Equal((2, isPlain ? 2 : 0), (files.Count(file => file.Path is "/dev/net/tun"), files.Count(file => file.Path is "/dev/vhost-net")));
            Assert.Equal(isPlain ? 0 : 1, files.Count(file => file.Path.StartsWith("/dev/tap", StringComparison.Ordinal)));
            Assert.Equal($"{IffMultiQueue}", await machine.OutputAsync($"echo $(( $(cat /sys/class/net/{Bridge}/lower_*/tun_flags) & {IffMultiQueue} ))"));

            // Memory that is shared with the host, and folders.
            Assert.Equal("/dev/shm/looking-glass\n/dev/shm/scream-ivshmem", await machine.OutputAsync($"grep -o '/dev/shm/.*' /proc/{process}/maps | sort -u"));
            Assert.Equal(isPlain ? "root:libvirt 660" : "libvirt-qemu:libvirt-qemu 644", await machine.OutputAsync("stat -c '%U:%G %a' /dev/shm/scream-ivshmem"));
            Assert.Equal([2 << 20, 32 << 20, 128 << 20], (await guest.AskAsync("query-memdev")).EnumerateArray().Where(memory => memory.GetProperty("share").GetBoolean()).Select(memory => memory.GetProperty("size").GetInt64()).Order());
            Assert.DoesNotContain(
                (await guest.AskAsync("query-chardev")).EnumerateArray(),
                device => device.GetProperty("label").GetString() is var label && (label!.StartsWith("share", StringComparison.Ordinal) || label.StartsWith("chr-vu-fs", StringComparison.Ordinal)) && device.GetProperty("filename").GetString()!.StartsWith("disconnected", StringComparison.Ordinal));
            Assert.Equal(
                isPlain ? "/kept ro\n/many rw" : "/many rw",
                await machine.OutputAsync("for process in $(pgrep -x virtiofsd); do awk '$5 == \"/\" && $4 ~ /^.srv/ {sub(\"/srv\", \"\", $4); sub(\",.*\", \"\", $6); print $4, $6}' /proc/$process/mountinfo; done | sort -u"));

            await WindowAsync(guest, isPlain);
        }
        finally
        {
            (await machine.RunAsync($"passthrough guest stop {Name} --force")).Expect();
        }

        Assert.Equal("", await machine.OutputAsync("pgrep -a 'swtpm|virtiofsd' || pgrep -a qemu-system || true"));
        Assert.Equal("", await machine.OutputAsync($"ls -A /sys/class/net/{Bridge}/brif; ls -d /sys/class/net/macvtap* /sys/class/net/vnet* /sys/class/net/pt* 2>/dev/null || true"));
        Assert.Equal("", await machine.OutputAsync("ls -A /run/passthrough/guests | grep -v '[.]log$' || true"));
        Assert.Equal("", await machine.OutputAsync("systemctl list-units --all --plain --no-legend 'passthrough-guest*' 'passthrough-tpm*' 'passthrough-share*' '*many*'"));

        // libvirt leaves such memory to the host.
        Assert.Equal(memory, await machine.OutputAsync($"{(isPlain ? "" : "rm /dev/shm/scream-ivshmem; ")}stat -c '%n %U:%G %a' /dev/shm/*"));
        Assert.Equal(drivers, await DriversAsync(nvme, usb, tablet));
        (await machine.RunAsync($"passthrough guest delete {Name}")).Expect();
        Assert.Equal("", await machine.OutputAsync($"find /run/systemd/system /run/passthrough/guests /var/lib/passthrough/guests /var/lib/private -name '*{Name}*' 2>/dev/null || true"));
    }

    /// <summary>Whom its window lets in: with plain QEMU those who may use libvirt's guests too.</summary>
    private async Task WindowAsync(LabGuest guest, bool isPlain)
    {
        if (isPlain)
        {
            var socket = $"/run/passthrough/guests/{Name}.spice";
            Assert.Equal("root:libvirt 660", await machine.OutputAsync($"stat -c '%U:%G %a' {socket}"));
            (await machine.RunAsync($"su jan -c 'socat -u OPEN:/dev/null UNIX-CONNECT:{socket}'")).Expect();
            (await machine.RunAsync($"setpriv --reuid nobody --regid nogroup --clear-groups socat -u OPEN:/dev/null UNIX-CONNECT:{socket}")).Expect(1);
        }
        else
        {
            // QEMU's SPICE server takes 127.0.0.1 for no address where all other interfaces have IPv6 alone.
            Assert.Equal("::1", (await guest.AskAsync("query-spice")).GetProperty("host").GetString());
        }
    }

    private static IEnumerable<string> Ids(params string[] addresses) =>
        addresses.Select(address => $"host-{address.Replace(':', '-').Replace('.', '-')}").Order(StringComparer.Ordinal);

    private Task<string> BehindAsync(string port) => machine.OutputAsync($"basename {port}/0000:*:00.0");

    private Task<string> DriversAsync(string nvme, string usb, string tablet) =>
        machine.OutputAsync($"for device in pci/devices/{nvme} pci/devices/{usb} usb/devices/{tablet}:1.0; do basename $(readlink /sys/bus/$device/driver); done | xargs");

    // A virtio disk writes through as soon as a firmware that cannot flush uses it.
    private static string Disk(JsonElement block)
    {
        var inserted = block.GetProperty("inserted");
        var cache = inserted.GetProperty("cache");
        var isReadOnly = inserted.GetProperty("ro").GetBoolean();
        var isVirtio = block.GetProperty("qdev").GetString()!.EndsWith("virtio-backend", StringComparison.Ordinal);
        string?[] words =
        [
            inserted.GetProperty("image").GetProperty("filename").GetString(),
            isReadOnly ? "read-only" : null,
            !isReadOnly && !isVirtio && cache.GetProperty("writeback").GetBoolean() ? "writeback" : null,
            .. new[] { "direct", "no-flush" }.Where(word => cache.GetProperty(word).GetBoolean()),
        ];
        return string.Join(' ', words.OfType<string>());
    }
}
