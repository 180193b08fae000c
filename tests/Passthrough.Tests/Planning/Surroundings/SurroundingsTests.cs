using Passthrough.Changes;
using Passthrough.Changes.Verification;
using Passthrough.Cli.Views;
using Passthrough.Failures;
using Passthrough.Planning;
using Passthrough.Planning.Surroundings;
using Passthrough.Tests.Changes;

namespace Passthrough.Tests.Planning.Surroundings;

/// <summary>Rights, limits, networks and shared memory, planned with the card.</summary>
public class SurroundingsTests
{
    private static readonly string[] Around = ["jan", "libvirt", "forwards", "looking-glass"];

    [Fact]
    public void Asked_for_all_are_applied_verified_after_the_reboot_and_taken_back()
    {
        using var host = SurroundedHost.Create();
        var before = host.Picture();

        Applier.Apply(host.Context, SurroundedHost.Request, saved: null);
        Assert.Contains("\njan - memlock 8388608\n", host.Read("etc/security/limits.d/passthrough.conf"), StringComparison.Ordinal);
        Assert.Contains("\nnet.ipv4.ip_forward = 1\n", host.Read("etc/sysctl.d/90-passthrough.conf"), StringComparison.Ordinal);
        Assert.Contains("\nf /dev/shm/looking-glass 0660 jan kvm -\n", host.Read("etc/tmpfiles.d/passthrough-looking-glass.conf"), StringComparison.Ordinal);
        Assert.Contains("\n/dev/input/event* rw,\n", host.Read("etc/apparmor.d/local/abstractions/libvirt-qemu"), StringComparison.Ordinal);
        Assert.StartsWith(SurroundedHost.QemuConfiguration, host.Read("etc/libvirt/qemu.conf"), StringComparison.Ordinal);
        Assert.Contains("input:x:106:jan\n", host.Read("etc/group"), StringComparison.Ordinal);
        Assert.Equal(
            ["the host forwards IPv4", "/dev/shm/looking-glass is there for its user and for guests"],
            Verifier.Verify(host.Context).Checks.Where(check => check.Status == VerifyStatus.Pending && Around.Any(word => check.Claim.Contains(word, StringComparison.Ordinal))).Select(check => check.Claim));
        Assert.True(Applier.Apply(host.Context, SurroundedHost.Request, saved: null).IsNothingToDo);

        host.RebootIsolated();
        host.Write("proc/sys/net/ipv4/ip_forward", "1\n");
        Assert.Equal(
            ["/dev/shm/looking-glass is there for its user and for guests"], Verifier.Verify(host.Context).Checks.Where(check => check.Status == VerifyStatus.Failed).Select(check => check.Claim));

        Undoer.Undo(host.Context);
        Assert.Equal(before, host.Picture());
        host.Write("proc/sys/kernel/random/boot_id", "33333333-3333-3333-3333-333333333333\n");
        Assert.DoesNotContain(
            Verifier.Verify(host.Context).Checks, check => check.Status == VerifyStatus.Failed && Around.Any(word => check.Claim.Contains(word, StringComparison.Ordinal)));
    }

    [Fact]
    public void Nothing_is_planned_that_was_not_asked_for()
    {
        using var host = SurroundedHost.Create();
        Assert.DoesNotContain(Planner.Plan(host.Facts, ScratchHost.Request).Changes, change => change is ToolChange);
    }

    [Fact]
    public void The_command_that_a_plan_ends_with_asks_for_them_too()
    {
        using var host = SurroundedHost.Create();
        var plan = Planner.Plan(host.Facts, SurroundedHost.Request);
        Assert.Contains(PlanView.Closing(plan), line => line.EndsWith(
            "--user jan --memlock 8192M --default-network --forwarding --evdev /dev/input/by-id/usb-K-event-kbd --looking-glass 1920x1080", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_so_already_is_not_changed_and_not_taken_back()
    {
        using var host = SurroundedHost.Create();
        host.Write("etc/group", "kvm:x:1000:\nlibvirt:x:110:eva,jan\n");
        host.Write("etc/security/limits.d/mine.conf", "jan - memlock unlimited\n");
        host.Write("etc/libvirt/qemu/networks/autostart/default.xml", "<network><name>default</name></network>");
        host.Write("run/libvirt/network/default.xml", "<network><name>default</name></network>");
        var plan = Planner.Plan(host.Facts, ScratchHost.Request with { User = "jan", DefaultNetwork = true });
        Assert.DoesNotContain(plan.Changes, change => change is ToolChange or FileChange { Id: "locked-memory" });
        Assert.Contains(new GroupMembership("jan", "libvirt", IsMember: true), plan.Postconditions);
        Assert.Contains(new NetworkIsActive("default", IsActive: true), plan.Postconditions);
        Assert.DoesNotContain(plan.UndonePostconditions, postcondition => postcondition is GroupMembership or NetworkIsActive or NetworkIsAutomatic);
    }

    [Fact]
    public void All_but_what_the_host_needs_may_be_locked_where_nobody_says_how_much()
    {
        using var host = SurroundedHost.Create();
        Assert.Contains(new LockedMemoryAllowed("jan", (16384 - 1024) << 10), Planner.Plan(host.Facts, ScratchHost.Request with { User = "jan" }).Postconditions);
    }

    [Fact]
    public void The_user_manager_gets_a_limit_of_its_own_where_PAM_does_not_tell_it()
    {
        using var host = SurroundedHost.Create();
        host.Write("etc/pam.d/systemd-user", "session required pam_systemd.so\n");
        var plan = Planner.Plan(host.Facts, ScratchHost.Request with { User = "jan", MemlockMiB = 1024 });
        var unit = Assert.Single(plan.Changes.OfType<FileChange>(), change => change.Id is "manager-locked-memory");
        Assert.Equal("/etc/systemd/system/user@1000.service.d/passthrough.conf", unit.Path);
        Assert.Contains("\nLimitMEMLOCK=1073741824\n", unit.After, StringComparison.Ordinal);
    }

    [Fact]
    public void The_module_gives_the_memory_where_it_is_asked_for_and_there()
    {
        using var host = SurroundedHost.Create();
        var request = ScratchHost.Request with { User = "jan", LookingGlass = "3840x2160", Kvmfr = true };
        Assert.Contains("kvmfr", Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, request)).Message, StringComparison.Ordinal);

        host.Write("lib/modules/6.1.0-2-amd64/modules.dep", "kernel/drivers/vfio/pci/vfio-pci.ko:\nupdates/dkms/kvmfr.ko.xz:\n");
        var before = host.Picture();
        Applier.Apply(host.Context, request, saved: null);
        Assert.Contains("\noptions kvmfr static_size_mb=128\n", host.Read("etc/modprobe.d/passthrough-kvmfr.conf"), StringComparison.Ordinal);
        Assert.Contains("\nkvmfr\n", host.Read("etc/modules-load.d/passthrough-kvmfr.conf"), StringComparison.Ordinal);
        Assert.Contains("SUBSYSTEM==\"kvmfr\", OWNER=\"jan\", GROUP=\"kvm\", MODE=\"0660\"\n", host.Read("etc/udev/rules.d/99-passthrough-kvmfr.rules"), StringComparison.Ordinal);
        Assert.Contains("\"/dev/kvmfr0\"\n]\n", host.Read("etc/libvirt/qemu.conf"), StringComparison.Ordinal);
        Assert.Contains("\n/dev/kvmfr0 rw,\n", host.Read("etc/apparmor.d/local/abstractions/libvirt-qemu"), StringComparison.Ordinal);
        Assert.False(File.Exists(host.Roots.Etc("tmpfiles.d/passthrough-looking-glass.conf")));
        Assert.True(Applier.Apply(host.Context, request, saved: null).IsNothingToDo);
        Undoer.Undo(host.Context);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void AppArmors_newer_rules_get_a_file_of_their_own()
    {
        using var host = SurroundedHost.Create();
        host.Write("etc/apparmor.d/abstractions/libvirt-qemu", "  include if exists <abstractions/libvirt-qemu.d>\n");
        Assert.Contains(Planner.Plan(host.Facts, SurroundedHost.Request).Changes, change => change is FileChange { Path: "/etc/apparmor.d/abstractions/libvirt-qemu.d/passthrough" });
        host.Write("sys/module/apparmor/parameters/enabled", "N\n");
        Assert.DoesNotContain(Planner.Plan(host.Facts, SurroundedHost.Request).Changes, change => change.Id is "apparmor-rules");
    }

    [Theory]
    [InlineData("1920x1080", 32)]
    [InlineData("1920x1200", 32)]
    [InlineData("2560x1440", 64)]
    [InlineData("3840x2160", 128)]
    [InlineData("640x480", 16)]
    public void Looking_Glass_gets_the_memory_that_its_documentation_counts(string resolution, long size) => Assert.Equal(size, LookingGlass.SizeMiB(resolution));

    [Theory]
    [InlineData("")]
    [InlineData("1920")]
    [InlineData("1920x")]
    [InlineData("0x1080")]
    [InlineData("1920x1080x2")]
    [InlineData("99999x1")]
    [InlineData("-1x1")]
    public void What_is_no_resolution_is_no_input(string resolution) => Assert.Throws<InvalidInputException>(() => LookingGlass.SizeMiB(resolution));

    [Theory]
    [InlineData("nobody-here", "there is no user 'nobody-here'")]
    [InlineData("root", "root needs neither")]
    public void Whom_it_cannot_help_is_refused(string user, string why)
    {
        using var host = SurroundedHost.Create();
        Assert.Contains(why, Refused(host, ScratchHost.Request with { User = user }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("etc/libvirt/qemu/networks/default.xml", "<network><name>other</name></network>", "no network 'default'")]
    [InlineData("etc/security/limits.d/zz.conf", "jan hard memlock 64\n", "zz.conf limits the memory that jan may lock to 64 KiB")]
    [InlineData("sys/fs/selinux/enforce", "1\n", "SELinux")]
    [InlineData("etc/apparmor.d/abstractions/libvirt-qemu", "  /dev/kvm rw,\n", "AppArmor")]
    [InlineData("etc/libvirt/qemu.conf", "cgroup_device_acl = 1\n", "cgroup_device_acl")]
    [InlineData("etc/group", "root:x:0:\n", "neither a group kvm nor a group libvirt")]
    public void What_this_machine_cannot_have_is_refused_with_the_place(string file, string text, string why)
    {
        using var host = SurroundedHost.Create();
        host.Write(file, text);
        Assert.Contains(why, Refused(host, SurroundedHost.Request), StringComparison.Ordinal);
    }

    [Fact]
    public void Under_SELinux_the_shared_memory_gets_a_label_that_undo_takes_back()
    {
        using var host = SurroundedHost.Create();
        host.Write("sys/fs/selinux/enforce", "1");
        host.Write("etc/selinux/config", "SELINUX=enforcing\nSELINUXTYPE=targeted\n");
        host.Write("etc/selinux/targeted/contexts/files/file_contexts.local", "# as semanage writes it\n\n");
        var request = ScratchHost.Request with { User = "jan", LookingGlass = "1920x1080" };

        Applier.Apply(host.Context, request, saved: null);
        Assert.Equal("svirt_tmpfs_t", host.Facts.Security.LocalTypeOf("/dev/shm/looking-glass"));
        Assert.Contains(Verifier.Verify(host.Context).Checks, check => check is { Claim: "SELinux has the type svirt_tmpfs_t for /dev/shm/looking-glass", Status: VerifyStatus.Ok });
        Assert.True(Applier.Apply(host.Context, request, saved: null).IsNothingToDo);

        Undoer.Undo(host.Context);
        Assert.Empty(host.Facts.Security.LocalFileContexts);
        Assert.Contains(Verifier.Verify(host.Context).Checks, check => check is { Claim: "SELinux has no type of its own for /dev/shm/looking-glass", Status: VerifyStatus.Ok });
    }

    [Fact]
    public void A_label_that_somebody_else_chose_is_left_to_them()
    {
        using var host = SurroundedHost.Create();
        host.Write("sys/fs/selinux/enforce", "1");
        host.Write("etc/selinux/config", "SELINUXTYPE=targeted\n");
        host.Write("etc/selinux/targeted/contexts/files/file_contexts.local", "/dev/shm/looking-glass -- system_u:object_r:svirt_tmpfs_t:s0\n/dev/shm/looking-glass\tsystem_u:object_r:tmp_t:s0\n/x <<none>>\n");
        Assert.Contains("the type tmp_t for /dev/shm/looking-glass", Refused(host, ScratchHost.Request with { User = "jan", LookingGlass = "1920x1080" }), StringComparison.Ordinal);
        host.Write("etc/selinux/targeted/contexts/files/file_contexts.local", "/dev/shm/looking-glass system_u:object_r:svirt_tmpfs_t:s0\n");
        Assert.DoesNotContain(Planner.Plan(host.Facts, ScratchHost.Request with { User = "jan", LookingGlass = "1920x1080" }).Changes, change => change.Id is "memory-label");
    }

    [Fact]
    public void The_module_has_no_label_that_SELinux_lets_guests_map()
    {
        using var host = SurroundedHost.Create();
        host.Write("sys/fs/selinux/enforce", "1");
        Assert.Contains("/dev/kvmfr0", Refused(host, ScratchHost.Request with { User = "jan", LookingGlass = "1920x1080", Kvmfr = true }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dev/sda")]
    [InlineData("/dev/input/by-id/a\"b")]
    [InlineData("/dev/input/event*")]
    [InlineData(",")]
    public void What_is_no_input_device_is_no_input(string nodes)
    {
        using var host = SurroundedHost.Create();
        Assert.Throws<InvalidInputException>(() => Planner.Plan(host.Facts, ScratchHost.Request with { Evdev = nodes }));
    }

    [Fact]
    public void What_belongs_to_a_user_is_not_planned_without_one()
    {
        using var host = SurroundedHost.Create();
        Assert.Throws<InvalidInputException>(() => Planner.Plan(host.Facts, ScratchHost.Request with { LookingGlass = "1920x1080" }));
        Assert.Throws<InvalidInputException>(() => Planner.Plan(host.Facts, ScratchHost.Request with { MemlockMiB = 1024 }));
        Assert.Throws<InvalidInputException>(() => Planner.Plan(host.Facts, ScratchHost.Request with { User = "jan", Kvmfr = true }));
    }

    private static string Refused(ScratchHost host, PlanRequest request) => Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, request)).Message;
}
