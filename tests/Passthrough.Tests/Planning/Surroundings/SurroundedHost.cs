using Passthrough.Planning;
using Passthrough.Tests.Changes;

namespace Passthrough.Tests.Planning.Surroundings;

/// <summary>A machine with libvirt, a user who may use nothing of it yet, and 16 GiB of memory.</summary>
internal static class SurroundedHost
{
    public const string Groups = "root:x:0:\nkvm:x:105:\ninput:x:106:\nlibvirt:x:110:eva\njan:x:1000:\n";

    public const string QemuConfiguration = "# user = \"root\"\n#cgroup_device_acl = [\n#    \"/dev/null\", \"/dev/full\"\n#]\n";

    public static PlanRequest Request => ScratchHost.Request with
    {
        User = "jan",
        MemlockMiB = 8192,
        DefaultNetwork = true,
        Forwarding = true,
        Evdev = "/dev/input/by-id/usb-K-event-kbd",
        LookingGlass = "1920x1080",
    };

    public static ScratchHost Create()
    {
        var host = new ScratchHost();
        host.Write("etc/passwd", "root:x:0:0:root:/root:/bin/bash\njan:x:1000:1000::/home/jan:/bin/bash\n");
        host.Write("etc/group", Groups);
        host.Write("etc/libvirt/qemu.conf", QemuConfiguration);
        host.Write("etc/libvirt/qemu/networks/default.xml", "<network><name>default</name><forward mode='nat'/><bridge name='virbr0'/></network>");
        Directory.CreateDirectory(host.Roots.Etc("libvirt/qemu/networks/autostart"));
        Directory.CreateDirectory(host.Roots.Run("libvirt/network"));
        host.Write("usr/sbin/libvirtd", "");
        host.Write("proc/meminfo", "MemTotal:       16777216 kB\nHugepagesize:       2048 kB\n");
        host.Write("proc/sys/net/ipv4/ip_forward", "0\n");
        host.Write("usr/lib/pam.d/systemd-user", "session required pam_limits.so\n");
        host.Write("sys/module/apparmor/parameters/enabled", "Y\n");
        host.Write("etc/apparmor.d/abstractions/libvirt-qemu", "  /dev/kvm rw,\n  include if exists <local/abstractions/libvirt-qemu>\n");
        return host;
    }
}
