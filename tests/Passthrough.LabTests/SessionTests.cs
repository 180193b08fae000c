namespace Passthrough.LabTests;

/// <summary>What the host gives up for a guest and has back afterwards, whatever happens in between, on a real kernel with systemd, libvirt and QEMU.</summary>
[Collection(IsolatedCard.Name)]
public class SessionTests(IsolatedMachine machine)
{
    private const string Name = "lent";
    private const string Nvme = "/sys/devices/pci0000:00/0000:00:15.0";

    // All that a session may change: drivers, what systemd lets run where, interrupts that are not everywhere (at the first use of a device the kernel gives it one, which stays), huge pages, services, inhibitors, and
    // this program's own files.
    private const string Footprint =
        """
        for device in /sys/bus/pci/devices/*; do echo "$(basename $device) $(basename "$(readlink $device/driver)") $(cat $device/driver_override)"; done
        systemctl show --property Id --property AllowedCPUs --property DropInPaths init.scope system.slice user.slice
        for unit in init.scope system.slice user.slice; do cat /sys/fs/cgroup/$unit/cpuset.cpus.effective 2>/dev/null || echo 0-3; done
        grep . /proc/irq/[0-9]*/smp_affinity_list | grep -v ':0-3$'
        cat /sys/devices/virtual/workqueue/cpumask /sys/devices/system/node/node*/hugepages/*/nr_hugepages
        systemctl list-units --all --plain --no-legend 'passthrough-session*'
        systemd-inhibit --list --no-legend | grep -v logind
        find /run/passthrough/guests /run/systemd/system.control /run/systemd/transient /run/systemd/system -name 'passthrough-session*' -o -name '*AllowedCPUs*' -o -name lent.json
        true
        """;

    /// <summary>How often a guest is started and stopped: every day, and by the long campaign.</summary>
    public static TheoryData<string, int> Cycles() => LongCampaign.IsAsked ? new(("libvirt", 50), ("qemu", 50)) : new(("libvirt", 2), ("qemu", 2));

    [Theory]
    [MemberData(nameof(Cycles))]
    public async Task Started_and_stopped_again_and_again_a_guest_leaves_the_host_as_it_was(string runtime, int cycles)
    {
        var guest = await DescribedAsync(runtime);
        var before = await machine.OutputAsync(Footprint);
        for (var cycle = 0; cycle < cycles; cycle++)
        {
            await guest.StartAsync();
            await LentAsync();
            (await machine.RunAsync($"passthrough guest stop {Name} --force")).Expect();
            Assert.Equal(before, await machine.OutputAsync(Footprint));
        }

        await RemoveAsync(guest);
    }

    [Theory]
    [InlineData("libvirt")]
    [InlineData("qemu")]
    public async Task Killed_a_guest_gives_back_what_it_had_by_itself(string runtime)
    {
        var guest = await DescribedAsync(runtime);
        var before = await machine.OutputAsync(Footprint);
        await guest.StartAsync();
        await machine.OutputAsync($"kill -KILL {await guest.ProcessAsync()}");
        await GivenBackAsync();

        Assert.Equal(before, await machine.OutputAsync(Footprint));
        await RemoveAsync(guest);
    }

    [Theory]
    [MemberData(nameof(Taken))]
    public async Task Killed_while_it_takes_for_a_guest_the_program_gives_all_of_it_back(int leases)
    {
        var guest = await DescribedAsync("qemu");
        var before = await machine.OutputAsync(Footprint);
        var killed = await machine.RunAsync($"passthrough guest start {Name} & start=$!; until [ \"$(grep -o '\"kind\"' /run/passthrough/guests/{Name}.json 2>/dev/null | wc -l)\" -ge {leases} ]; do :; done; kill -KILL $start; wait $start");
        await GivenBackAsync();

        Assert.Equal(CutOff.Killed, killed.ExitCode);
        Assert.Equal(before, await machine.OutputAsync(Footprint));
        await RemoveAsync(guest);
    }

    /// <summary>How many leases are on record when it is killed: from the second on, for the first is the watcher; then come huge pages, CPUs, the controller's driver.</summary>
    public static TheoryData<int> Taken() => [.. LongCampaign.IsAsked ? Enumerable.Range(2, 3) : [2, 4]];

    [Fact]
    public async Task One_device_is_with_one_guest()
    {
        var guest = await DescribedAsync("qemu");
        await machine.OutputAsync($"sed -i 's/^guests:/guests:\\n  - {{ name: second, runtime: qemu, accelerator: tcg, firmware: bios, memory: {{ size: 64M, huge-pages: off }}, gpu: \"{LabMachine.Card}\", network: none }}/' {LabGuest.Intent}");
        await guest.StartAsync();
        var second = await machine.RunAsync("passthrough guest start second");
        var release = await machine.RunAsync($"passthrough session release {Name}");
        await RemoveAsync(guest);

        Assert.Equal(3, second.ExitCode);
        Assert.Contains($"with guest '{Name}'", second.Error, StringComparison.Ordinal);
        Assert.Equal(3, release.ExitCode);
    }

    [Fact]
    public async Task Started_by_virsh_a_guest_takes_and_gives_back_as_when_this_program_starts_it()
    {
        var guest = await DefinedAsync();
        var before = await machine.OutputAsync(Footprint);
        await machine.OutputAsync($"virsh start {Name}");
        await LentAsync();
        await machine.OutputAsync($"virsh destroy {Name}");

        Assert.Equal(before, await machine.OutputAsync(Footprint));
        await RemoveAsync(guest);
    }

    [Fact]
    public async Task What_is_in_the_way_of_a_guest_that_virsh_starts_is_what_virsh_says()
    {
        var guest = await DefinedAsync();
        var before = await machine.OutputAsync(Footprint);
        var refused = await machine.RunAsync($"exec 9<>/dev/vfio/$(basename $(readlink /sys/bus/pci/devices/{LabMachine.Card}/iommu_group)); virsh start {Name}");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("is in use by", refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, await machine.OutputAsync(Footprint));
        await RemoveAsync(guest);
    }

    [Fact]
    public async Task A_guest_outlives_libvirts_daemon_and_gives_back_at_its_end()
    {
        var guest = await DefinedAsync();
        var before = await machine.OutputAsync(Footprint);
        await guest.StartAsync();
        await machine.OutputAsync("kill -KILL $(pidof libvirtd)");
        await LentAsync();
        await machine.OutputAsync($"kill -KILL {await guest.ProcessAsync()}");
        await GivenBackAsync();

        Assert.Equal(before, await machine.OutputAsync(Footprint));
        await RemoveAsync(guest);
    }

    [Fact]
    public async Task Of_two_starts_at_once_one_starts_the_guest_and_the_other_says_so()
    {
        var guest = await DescribedAsync("qemu");
        var before = await machine.OutputAsync(Footprint);
        Assert.Equal("0 6", await machine.OutputAsync($"passthrough guest start {Name} >/dev/null 2>&1 & first=$!; passthrough guest start {Name} >/dev/null 2>&1; second=$?; wait $first; echo $? $second | tr ' ' '\n' | sort -n | xargs"));
        await LentAsync();
        (await machine.RunAsync($"passthrough guest stop {Name} --force")).Expect();

        Assert.Equal(before, await machine.OutputAsync(Footprint));
        await RemoveAsync(guest);
    }

    [Fact]
    public async Task A_driver_that_does_not_let_go_is_told_with_its_place_in_the_kernel_and_all_is_given_back_once_it_does()
    {
        var twin = await machine.TwinAsync();
        var audio = $"{twin[..^1]}1";
        var guest = new LabGuest(machine, Name, "qemu");
        await guest.DescribeAsync("accelerator: tcg", "firmware: bios", "memory: { size: 96M, huge-pages: off }", $"gpu: {{ device: \"{twin}\", rom-bar: off }}", "network: none", "guest-agent: off");
        var before = await machine.OutputAsync(Footprint);

        // The kernel's sound core waits in unbind for whoever has the card open; a sound server lets go as it is told. This one does not, and runs from when the watcher does: after the look at who has the card.
        await machine.OutputAsync(
            $"mkdir -p /run/systemd/system/passthrough-session-{Name}.service.d && printf '[Unit]\nWants=holder.service\nBefore=holder.service\n' > /run/systemd/system/passthrough-session-{Name}.service.d/holder.conf && "
            + "cp /bin/sleep /root/pipewire && "
            + $"printf \"[Service]\nStandardInput=file:/dev/snd/controlC$(basename /sys/bus/pci/devices/{audio}/sound/card* | tr -dc 0-9)\nExecStart=/root/pipewire 1000\n\" > /run/systemd/system/holder.service");
        var stuck = await machine.RunAsync($"passthrough guest start {Name}");
        var looked = await machine.RunAsync("timeout 60 passthrough devices");
        var early = await machine.RunAsync($"timeout 60 passthrough session release {Name}");
        await machine.OutputAsync($"systemctl stop holder.service; rm -r /run/systemd/system/holder.service /run/systemd/system/passthrough-session-{Name}.service.d; systemctl daemon-reload; udevadm settle");
        await machine.RunAsync($"passthrough session release {Name}");

        Assert.Contains("snd_card_free", stuck.Error, StringComparison.Ordinal);
        Assert.Equal(13, stuck.ExitCode);
        Assert.Contains(audio, looked.Expect().Output, StringComparison.Ordinal);
        Assert.Equal(14, early.ExitCode);
        Assert.Contains($"the kernel still changes {audio}", early.Output + early.Error, StringComparison.Ordinal);
        Assert.Equal(before, await machine.OutputAsync(Footprint));
        await RemoveAsync(guest);
    }

    [Fact]
    public async Task After_a_power_cut_with_a_guest_running_nothing_is_lent()
    {
        var guest = await DescribedAsync("qemu");
        await guest.StartAsync();
        await machine.CutPowerAsync();
        await machine.PowerOnAsync();

        Assert.Equal("nvme", await machine.OutputAsync($"basename $(readlink {Nvme}/0000:*:00.0/driver)"));
        Assert.Equal("32", await machine.OutputAsync("cat /sys/devices/system/node/node1/hugepages/hugepages-2048kB/nr_hugepages"));
        Assert.Equal("", await machine.OutputAsync("systemctl show --value --property AllowedCPUs user.slice"));
        Assert.Contains("No guest has anything", await machine.OutputAsync("passthrough session status"), StringComparison.Ordinal);
        (await machine.RunAsync("passthrough verify")).Expect();
        await RemoveAsync(guest);
    }

    // Two processors of the second package, memory in huge pages of which there are too few, and a controller that the host's driver has.
    private async Task<LabGuest> DescribedAsync(string runtime)
    {
        await machine.OutputAsync("systemctl unmask systemd-logind.service && systemctl start systemd-logind.service");
        var guest = new LabGuest(machine, Name, runtime);
        await guest.DescribeAsync(
            "accelerator: tcg",
            "firmware: bios",
            "memory: { size: 96M, huge-pages: 2M }",
            "cpu: 1",
            $"gpu: {{ device: \"{LabMachine.Card} 1002:5159\", rom-bar: off }}",
            $"pci: [ \"{await machine.OutputAsync($"basename {Nvme}/0000:*:00.0")}\" ]",
            "network: none",
            "guest-agent: off");
        return guest;
    }

    // The other tests find a machine without logind, as it is: at the end of a person's last session logind removes what is theirs in /dev/shm, Looking Glass's memory too.
    private async Task RemoveAsync(LabGuest guest)
    {
        await guest.RemoveAsync();
        await machine.OutputAsync("systemctl stop systemd-logind.service && systemctl mask systemd-logind.service");
    }

    /// <summary>The same guest as a domain of libvirt's, which virsh can start.</summary>
    private async Task<LabGuest> DefinedAsync()
    {
        var guest = await DescribedAsync("libvirt");
        await guest.StartAsync();
        (await machine.RunAsync($"passthrough guest stop {Name} --force")).Expect();
        return guest;
    }

    private async Task LentAsync()
    {
        using var status = await machine.DocumentAsync("passthrough session status --json", 0);
        Assert.Equal(Name, status.RootElement.GetProperty("sessions")[0].GetProperty("guest").GetString());
        Assert.Equal("0-1", await machine.OutputAsync("systemctl show --value --property AllowedCPUs user.slice"));
        Assert.Equal("0-1", await machine.OutputAsync("cat /sys/fs/cgroup/system.slice/cpuset.cpus.effective"));
        Assert.Equal("48", await machine.OutputAsync("cat /sys/devices/system/node/node1/hugepages/hugepages-2048kB/nr_hugepages"));
        Assert.Equal("vfio-pci", await machine.OutputAsync($"basename $(readlink {Nvme}/0000:*:00.0/driver)"));
        Assert.Contains("sleep", await machine.OutputAsync("systemd-inhibit --list --no-legend | grep passthrough"), StringComparison.Ordinal);
    }

    private Task<string> GivenBackAsync() => machine.OutputAsync(
        $"timeout 60 sh -c 'until [ ! -e /run/passthrough/guests/{Name}.json ] && ! systemctl is-active -q passthrough-session-{Name}.service; do sleep 0.2; done'");
}
