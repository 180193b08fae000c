namespace Passthrough.LabTests;

/// <summary>What a person asked for besides the card, as the kernel, PAM, systemd and libvirt have it after a start of the machine; and that undo takes it back.</summary>
[Collection(IsolatedCard.Name)]
public class SurroundingsTests(IsolatedMachine machine)
{
    [Fact]
    public async Task Groups_limits_networks_and_shared_memory_are_there_and_are_taken_back()
    {
        Assert.Equal("jan kvm libvirt input", await machine.OutputAsync("for group in kvm libvirt input; do getent group $group | grep -q jan && echo $group; done | xargs echo jan"));
        Assert.Equal("jan kvm libvirt input", await machine.OutputAsync("su - jan -c 'for group in kvm libvirt input; do id -nG | grep -qw $group && echo $group; done' | xargs echo jan"));

        // What a login has, and what systemd's user manager has, which starts a desktop.
        Assert.Equal("262144", await machine.OutputAsync("su - jan -c 'ulimit -l'"));
        Assert.Equal("268435456", await machine.OutputAsync("systemctl start user@$(id -u jan) && awk '/Max locked memory/ {print $4}' /proc/$(systemctl show -P MainPID user@$(id -u jan))/limits"));
        await machine.OutputAsync("systemctl stop user@$(id -u jan)");

        Assert.Equal("jan:kvm 660", await machine.OutputAsync("stat -c '%U:%G %a' /dev/shm/looking-glass"));
        Assert.Equal("1", await machine.OutputAsync("cat /proc/sys/net/ipv4/ip_forward"));
        Assert.Equal("yes yes", await machine.OutputAsync("virsh net-info default | awk '/^(Active|Autostart):/ {print $2}' | xargs"));
        Assert.Contains($"\"{IsolatedMachine.Keyboard}\"", await machine.OutputAsync("grep -A 20 '^cgroup_device_acl' /etc/libvirt/qemu.conf"), StringComparison.Ordinal);
        (await machine.RunAsync("passthrough verify")).Expect();

        // As at a start of the machine, of which libvirt knows by a mark in its folder: systemd has libvirt for started while libvirt has yet to start the network.
        (await machine.RunAsync("systemctl stop 'libvirtd*.socket' libvirtd.service && rm /run/libvirt/network/default.xml /run/libvirt/network/autostarted && systemctl start libvirtd.service && passthrough verify")).Expect();

        (await machine.RunAsync("passthrough undo")).Expect();
        Assert.Equal(IsolatedMachine.WithoutTraces(machine.ManifestAtFirst), IsolatedMachine.WithoutTraces(await machine.ManifestAsync()));
        Assert.Equal("jan", await machine.OutputAsync("id -nG jan"));
        Assert.Equal("no no", await machine.OutputAsync("virsh net-info default | awk '/^(Active|Autostart):/ {print $2}' | xargs"));

        // The other tests find the machine as it was.
        (await machine.RunAsync(IsolatedMachine.ApplyAll)).Expect();
        await machine.RebootIntoTrialAsync();
    }
}
