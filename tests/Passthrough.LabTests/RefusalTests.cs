namespace Passthrough.LabTests;

[Collection(Lane.Refusals)]
public class RefusalTests(FreshMachine machine) : IClassFixture<FreshMachine>
{
    [Fact]
    public async Task The_boot_card_is_refused()
    {
        var boot = await machine.OutputAsync("basename $(dirname $(grep -l 1 /sys/bus/pci/devices/*/boot_vga))");
        await RefusedAsync($"passthrough apply --gpu {boot}", 3, "boot");
    }

    [Fact]
    public Task A_bridge_is_refused() => RefusedAsync("passthrough apply --gpu 0000:00:10.0", 3, "bridge");

    [Fact]
    public Task An_address_without_a_device_is_refused() => RefusedAsync("passthrough apply --gpu 0000:7f:00.0", 4, "0000:7f:00.0");

    [Fact]
    public Task A_malformed_address_is_refused() => RefusedAsync("passthrough apply --gpu 1:0:0", 2, "0000:01:00.0");

    [Fact]
    public Task Apply_without_root_is_refused() =>
        RefusedAsync($"setpriv --reuid 65534 --regid 65534 --clear-groups {LabMachine.Apply}", 5, "sudo");

    [Fact]
    public Task A_snapshot_where_one_may_not_write_is_refused() =>
        RefusedAsync("setpriv --reuid 65534 --regid 65534 --clear-groups passthrough snapshot /root/pc.tar.gz", 3, "errno: 13");

    [Fact]
    public async Task Apply_while_another_apply_runs_is_refused()
    {
        // The first one stands still in its first sync, which strace delays; the second meets its lock.
        await machine.RunAsync(
            "rm -f /run/passthrough/lock; "
            + $"setsid strace -f -qq -o /dev/null -e trace=fsync -e inject=fsync:delay_enter=600000000:when=1 {LabMachine.Apply} >/dev/null 2>&1 & "
            + "until [ -s /run/passthrough/lock ]; do read -r -t 0.2 _ < <(:) || true; done");

        var second = await machine.RunAsync(LabMachine.Apply);
        await machine.RunAsync("pkill -KILL -x passthrough; pkill -x strace; passthrough recover");

        Assert.Equal(6, second.ExitCode);
        Assert.Equal(machine.ManifestAtFirst, await machine.ManifestAsync());
    }

    [Fact]
    public async Task A_plan_for_another_state_of_the_machine_is_refused()
    {
        (await machine.RunAsync($"passthrough plan --gpu {LabMachine.Card} --json > /root/plan.json")).Expect();
        await machine.OutputAsync("cp -a /etc/default/grub /root/grub.before && echo '# changed by hand' >> /etc/default/grub");

        var refused = await machine.RunAsync("passthrough apply /root/plan.json");
        await machine.OutputAsync("cp -a /root/grub.before /etc/default/grub");

        Assert.Equal(8, refused.ExitCode);
        Assert.Equal(machine.ManifestAtFirst, await machine.ManifestAsync());
    }

    [Fact]
    public async Task A_disk_without_room_is_refused_before_anything_is_written()
    {
        await machine.OutputAsync("fallocate -l $(( $(df --output=avail -B1 / | tail -1) - 3000000 )) /root/filler");

        var refused = await machine.RunAsync(LabMachine.Apply);
        await machine.OutputAsync("rm /root/filler");

        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("MiB are needed", refused.Error, StringComparison.Ordinal);
        Assert.Equal(machine.ManifestAtFirst, await machine.ManifestAsync());
    }

    [Fact]
    public async Task A_disk_that_fills_up_during_apply_is_rolled_back()
    {
        var failed = await machine.RunAsync(
            $"{LabMachine.Apply} >/dev/null 2>/root/apply.log & apply=$!; "
            + "tail -n +1 -F /root/apply.log 2>/dev/null | grep -q -m1 'Rebuild the initramfs'; "
            + "fallocate -l $(df --output=avail -B1 / | tail -1) /root/filler; cat /dev/zero >> /root/filler; wait $apply; code=$?; "
            + "rm -f /root/filler; cat /root/apply.log >&2; rm /root/apply.log; exit $code");

        Assert.Equal(9, failed.ExitCode);
        Assert.Contains("o space left", failed.Error, StringComparison.Ordinal);
        Assert.Equal(machine.ManifestAtFirst, await machine.ManifestAsync());
    }

    [Fact]
    public async Task A_read_only_etc_is_refused_before_anything_is_written()
    {
        await machine.OutputAsync("mount --bind /etc /etc && mount -o remount,bind,ro /etc");

        var refused = await machine.RunAsync(LabMachine.Apply);
        await machine.OutputAsync("umount /etc");

        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("ead-only", refused.Error, StringComparison.Ordinal);
        Assert.Equal(machine.ManifestAtFirst, await machine.ManifestAsync());
    }

    [Theory]
    [MemberData(nameof(FailingTools))]
    public async Task A_tool_that_fails_or_builds_what_cannot_boot_is_rolled_back(string tool, string does)
    {
        await machine.OutputAsync($"printf '#!/bin/sh\\n%s\\n' '{does}' > /usr/local/sbin/{tool} && chmod 755 /usr/local/sbin/{tool}");

        var failed = await machine.RunAsync(LabMachine.Apply);
        await machine.OutputAsync($"rm /usr/local/sbin/{tool}");

        Assert.Equal(9, failed.ExitCode);
        Assert.Contains(tool, failed.Error, StringComparison.Ordinal);
        Assert.Equal(machine.ManifestAtFirst, await machine.ManifestAsync());
    }

    /// <summary>What stands before the machine's own program on the path, and what it does.</summary>
    public static TheoryData<string, string> FailingTools() => new(
    [
        ("mkinitramfs", "exit 1"),
        ("mkinitramfs", "echo no image > \"$2\""),
        .. LongCampaign.Only(("grub-mkconfig", "exit 1"), ("grub-mkconfig", "echo set x=1 > \"$2\""), ("grub-editenv", "exit 1")),
    ]);

    private async Task RefusedAsync(string command, int exitCode, string word)
    {
        var refused = await machine.RunAsync(command);

        Assert.Equal(exitCode, refused.ExitCode);
        Assert.Contains(word, refused.Error, StringComparison.Ordinal);
        Assert.Equal(machine.ManifestAtFirst, await machine.ManifestAsync());
    }
}
