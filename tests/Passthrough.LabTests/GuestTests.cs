using System.Collections.Immutable;
using System.Text.Json;

namespace Passthrough.LabTests;

/// <summary>Guests that are described in ten lines, under libvirt and under plain QEMU, on a real kernel with an IOMMU.</summary>
[Collection(IsolatedCard.Name)]
public class GuestTests(IsolatedMachine machine)
{
    private const string Name = "ten";

    // 256 MiB for the guest, and those that the machine set aside as it started.
    private const string PagesOfNode = "/sys/devices/system/node/node1/hugepages/hugepages-2048kB";
    private const int PagesOfGuest = 128;

    [Theory]
    [InlineData("libvirt")]
    [InlineData("qemu")]
    public async Task Ten_lines_make_a_guest_with_the_card_huge_pages_pinned_threads_tpm_and_secure_boot(string runtime)
    {
        var guest = new LabGuest(machine, Name, runtime);
        await guest.DescribeAsync(
            "os: windows11",
            "accelerator: tcg",
            "memory: { size: 256M, huge-pages: 2M }",
            "cpu: 1",
            $"gpu: {{ device: \"{LabMachine.Card} 1002:5159\", rom-bar: off }}",
            "network: none",
            "guest-agent: off");
        await machine.OutputAsync($"echo {PagesOfGuest + 32} > {PagesOfNode}/nr_hugepages");
        var free = await NumberAsync($"cat {PagesOfNode}/free_hugepages");
        Assert.True(free >= PagesOfGuest, $"{free} huge pages are free on node 1");
        try
        {
            await guest.StartAsync();
            var process = await guest.ProcessAsync();

            Assert.Equal(free - PagesOfGuest, await NumberAsync($"cat {PagesOfNode}/free_hugepages"));
            Assert.Equal("2", await machine.OutputAsync($"ls -l /proc/{process}/fd | grep -c vfio-device"));

            // The guest's two processors are the two threads of the second package's core; everything else is on the first.
            var threads = await ThreadsAsync(process);
            Assert.Equal(["CPU 0/TCG 2", "CPU 1/TCG 3"], threads.Where(thread => thread.StartsWith("CPU ", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
            Assert.All(threads.Where(thread => !thread.StartsWith("CPU ", StringComparison.Ordinal)), thread => Assert.EndsWith(" 0-1", thread, StringComparison.Ordinal));

            Assert.Equal("tpm-crb", (await guest.AskAsync("query-tpm"))[0].GetProperty("model").GetString());
            Assert.True((await guest.PropertyAsync("/machine/system.flash0", "secure")).GetBoolean());
            Assert.Equal("on", (await guest.PropertyAsync("/machine", "smm")).GetString());
            Assert.Equal("running", (await guest.AskAsync("query-status")).GetProperty("status").GetString());
            Assert.Equal(["host-0000-01-00-0", "host-0000-01-00-1"], await guest.HostDevicesAsync());
        }
        finally
        {
            await guest.RemoveAsync();
            await machine.RunAsync($"echo 32 > {PagesOfNode}/nr_hugepages");
        }

        Assert.Equal("", await machine.OutputAsync($"pgrep -f '[g]uest={Name},|[s]wtpm socket' || true"));
        Assert.Equal("", await machine.OutputAsync($"find /run/systemd/system /run/passthrough/guests /var/lib/passthrough/guests -name '*{Name}*' 2>/dev/null"));
        Assert.Equal("vfio-pci", await machine.DriverAsync(LabMachine.Card));
    }

    [Fact]
    public async Task From_installation_to_the_card_and_back_what_the_person_put_into_the_domain_stays()
    {
        (await machine.RunAsync(
            $"passthrough guest create staged --gpu {LabMachine.Card} --os linux --installation --memory 256M --vcpus 1 --accelerator tcg --network nat")).Expect();
        var before = await machine.OutputAsync("virsh dumpxml --inactive staged");
        await machine.OutputAsync("virsh dumpxml --inactive staged | sed 's|<on_crash>destroy|<on_crash>restart|' > /root/staged.xml && virsh define /root/staged.xml");

        (await machine.RunAsync("passthrough guest passthrough staged")).Expect();
        var lent = await machine.OutputAsync("virsh dumpxml --inactive staged");
        (await machine.RunAsync("passthrough guest passthrough staged --back")).Expect();
        var back = await machine.OutputAsync("virsh dumpxml --inactive staged");
        (await machine.RunAsync("passthrough guest delete staged")).Expect();

        Assert.Contains("spicevmc", before, StringComparison.Ordinal);
        Assert.DoesNotContain("<hostdev", before, StringComparison.Ordinal);
        Assert.DoesNotContain("spice", lent, StringComparison.Ordinal);
        Assert.DoesNotContain("tablet", lent, StringComparison.Ordinal);
        Assert.Contains("ua-host-0000-01-00-0", lent, StringComparison.Ordinal);
        Assert.Contains("ua-host-0000-01-00-1", lent, StringComparison.Ordinal);
        Assert.Contains("<on_crash>restart", lent, StringComparison.Ordinal);
        Assert.Contains("<on_crash>restart", back, StringComparison.Ordinal);
        Assert.Contains("spicevmc", back, StringComparison.Ordinal);
        Assert.DoesNotContain("<hostdev", back, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("libvirt")]
    [InlineData("qemu")]
    public async Task A_person_types_at_the_console_leaves_it_and_the_guest_runs_on_with_everything_in_its_log(string runtime)
    {
        const string Log = "/var/log/libvirt/qemu/console-test.log";
        const string Image = "/var/lib/libvirt/images/console.img";
        var guest = new LabGuest(machine, Name, runtime);
        await guest.DescribeAsync(
            "accelerator: tcg", "firmware: bios", "memory: { size: 64M, huge-pages: off }", "cpu: { vcpus: 1, pinning: off }", $"disks: [{{ path: {Image}, format: raw }}]", "network: none", $"serial-log: {Log}");

        // A GRUB that has nothing but its serial console, and echoes there what it is told to.
        await machine.OutputAsync(
            "printf 'serial --unit=0 --speed=115200\nterminal_input serial\nterminal_output serial\necho ready\n' > /root/console.cfg && cd /root"
            + $" && grub-mkimage -O i386-pc -c console.cfg -p /boot/grub -o console.core biosdisk serial terminal echo && cat /usr/lib/grub/i386-pc/boot.img console.core > {Image} && truncate -s 1M {Image}");
        try
        {
            var refused = await machine.RunAsync($"passthrough guest start {Name} --console < /dev/null");
            var stateAfterRefusal = await machine.OutputAsync($"pgrep -f '[g]uest={Name},' || true");

            // The keys come from a pipe that stays open; script is the terminal. What is awaited is what the guest says, in the log and at the terminal.
            var session = await machine.RunAsync($$"""
                cd /root && rm -f keys seen {{Log}} && mkfifo keys
                exec 3<>keys
                script -qefc 'passthrough guest start {{Name}} --console --wait; echo ended with $?' seen < keys > /dev/null 2>&1 &
                session=$!
                timeout 300 sh -c "tail -n +1 -F {{Log}} 2>/dev/null | grep -a -m1 -q ready" || exit 91
                timeout 60 sh -c "tail -n +1 -F seen 2>/dev/null | grep -a -m1 -q 'leaves it'" || exit 92
                printf 'echo "the answer" "is here"\r' >&3
                timeout 120 sh -c "tail -n +1 -F seen | grep -a -m1 -q 'the answer is here'" || exit 93
                printf '\035' >&3
                timeout 60 sh -c "tail -n +1 -F seen | grep -a -m1 -q 'Waiting for the end'" || exit 94
                pgrep -f '[g]uest={{Name}},' > /dev/null || exit 95
                passthrough guest stop {{Name}} --force || exit 96
                wait $session
                """);
            var seen = await machine.OutputAsync("cat /root/seen");
            var log = await machine.OutputAsync($"cat {Log}");

            Assert.Equal(2, refused.ExitCode);
            Assert.Contains("no terminal", refused.Error, StringComparison.Ordinal);
            Assert.Equal("", stateAfterRefusal);
            Assert.True(session.ExitCode == 0, $"{session.ExitCode}\n{session.Error}\n{seen}\n{log}");
            Assert.Contains("has left the console", seen, StringComparison.Ordinal);
            Assert.Contains("ended with 0", seen, StringComparison.Ordinal);
            Assert.Contains("the answer is here", log, StringComparison.Ordinal);
        }
        finally
        {
            await guest.RemoveAsync();
            await machine.RunAsync($"rm -f /root/keys /root/seen /root/console.* {Image} {Log}");
        }
    }

    [Fact]
    public async Task A_card_of_a_guest_that_runs_is_refused_to_another_with_file_line_and_key()
    {
        string[] lines = ["accelerator: tcg", "firmware: bios", "memory: { size: 64M, huge-pages: off }", $"gpu: \"{LabMachine.Card}\"", "network: none"];
        var guest = new LabGuest(machine, Name, "qemu");
        await guest.DescribeAsync(lines);
        await machine.OutputAsync($"cat >> {LabGuest.Intent} <<'EOF'\n  - name: second\n    runtime: libvirt\n{string.Concat(lines.Select(line => $"    {line}\n"))}EOF");
        await guest.StartAsync();
        var refused = await machine.RunAsync("passthrough guest start second");
        await machine.OutputAsync("passthrough guest delete second");
        await guest.RemoveAsync();

        Assert.Equal(3, refused.ExitCode);
        Assert.Contains($"{LabGuest.Intent}:14: gpu: {LabMachine.Card} is with guest '{Name}'", refused.Error, StringComparison.Ordinal);
        Assert.Equal("", await machine.OutputAsync("virsh list --all --name"));
    }

    [Fact]
    public async Task What_libvirt_makes_of_the_domain_is_what_plain_qemu_gets()
    {
        await machine.OutputAsync("truncate -s 1M /root/a.img /root/b.img");
        await new LabGuest(machine, Name, "libvirt").DescribeAsync(
            "accelerator: tcg",
            "firmware: bios",
            "memory: { size: 128M, huge-pages: 2M, merge: off }",
            "cpu: { cores: 1, io-threads: 1 }",
            $"gpu: \"{LabMachine.Card}\"",
            "disks:",
            "  - { path: /root/a.img, cache: none, aio: native }",
            "  - { path: /root/b.img, bus: scsi, discard: off, serial: B1 }",
            "network: none");
        (await machine.RunAsync($"passthrough guest show {Name} --xml > /root/{Name}.xml")).Expect();
        var theirs = Words((await machine.OutputAsync($"virsh domxml-to-native qemu-argv --xml /root/{Name}.xml")).Replace(" \\\n", " ", StringComparison.Ordinal).Split(' '));
        var ours = Words((await machine.OutputAsync($"passthrough guest show {Name} --argv")).Split('\n'));
        await machine.OutputAsync($"rm {LabGuest.Intent} /root/{Name}.xml /root/a.img /root/b.img");

        Assert.Equal(Values(theirs, "-cpu"), Values(ours, "-cpu"));
        Assert.Equal(Options(Values(theirs, "-smp").Single()), Options(Values(ours, "-smp").Single()));
        Assert.Equal(
            Values(theirs, "-device").Select(Options).Where(device => device["driver"] is "vfio-pci").Select(Told("host", "rombar")),
            Values(ours, "-device").Select(Options).Where(device => device["driver"] is "vfio-pci").Select(Told("host", "rombar")));

        // libvirt takes huge pages from a file of its mount, plain QEMU from memory without a file; libvirt gives size in bytes, and this version has the node's memory through the control group,
        // because its QEMU cannot bind it.
        var theirMemory = Values(theirs, "-object").Select(Options).Single(value => value["driver"].StartsWith("memory-backend-", StringComparison.Ordinal));
        var ourMemory = Values(ours, "-object").Select(Options).Single(value => value["driver"].StartsWith("memory-backend-", StringComparison.Ordinal));
        Assert.Equal(("memory-backend-file", "memory-backend-memfd"), (theirMemory["driver"], ourMemory["driver"]));
        Assert.Equal(("134217728", "128M"), (theirMemory["size"], ourMemory["size"]));
        Assert.Equal(Told("prealloc")(theirMemory), Told("prealloc")(ourMemory));
        Assert.Equal("host-nodes=1 policy=bind", Told("host-nodes", "policy")(ourMemory));

        // The same file, cache, way of reading and discarding at each disk; libvirt has a node for the file and one for the format, plain QEMU has both in one.
        var theirDisks = Values(theirs, "-blockdev").Select(Options).ToList();
        var ourDisks = Values(ours, "-blockdev").Select(Options).ToList();
        Assert.Equal(
            theirDisks.Where(node => node["driver"] is "file").Select(node => $"{node["filename"]} {node["aio"]} {node.GetValueOrDefault("cache.direct", "off")}").Order(StringComparer.Ordinal),
            ourDisks.Select(node => $"{node["file.filename"]} {node["file.aio"]} {node["cache.direct"]}").Order(StringComparer.Ordinal));
        Assert.Equal(
            theirDisks.Where(node => node["driver"] is "raw").Select(node => node.GetValueOrDefault("discard", "ignore")).Order(StringComparer.Ordinal),
            ourDisks.Select(node => node.GetValueOrDefault("discard", "ignore")).Order(StringComparer.Ordinal));
        Assert.Equal(
            Values(theirs, "-device").Select(Options).Where(IsDisk).Select(Told("serial", "bootindex", "write-cache", "iothread")).Order(StringComparer.Ordinal),
            Values(ours, "-device").Select(Options).Where(IsDisk).Select(Told("serial", "bootindex", "write-cache", "iothread")).Order(StringComparer.Ordinal));
    }

    private static bool IsDisk(ImmutableDictionary<string, string> device) => device["driver"] is "virtio-blk-pci" or "scsi-hd" or "virtio-scsi-pci";

    private static Func<ImmutableDictionary<string, string>, string> Told(params string[] keys) =>
        device => string.Join(' ', keys.Select(key => $"{key}={device.GetValueOrDefault(key, "-")}"));

    // The options that come in pairs, by the option; quotes of the shell are taken off.
    private static ImmutableArray<(string Option, string Value)> Words(string[] words)
    {
        var plain = words.Select(word => word.Trim().Trim('\'')).Where(word => word.Length > 0).ToImmutableArray();
        return [.. plain.Zip(plain.Skip(1)).Where(pair => pair.First.StartsWith('-') && !pair.Second.StartsWith('-')).Select(pair => (pair.First, pair.Second))];
    }

    private static IEnumerable<string> Values(ImmutableArray<(string Option, string Value)> words, string option) => words.Where(word => word.Option == option).Select(word => word.Value);

    // Both of QEMU's ways to write options: JSON, and name=value between commas of which the first may lack its name.
    private static ImmutableDictionary<string, string> Options(string value) => value.StartsWith('{')
        ? Flat("", JsonDocument.Parse(value).RootElement).ToImmutableDictionary(pair => pair.Key is "qom-type" ? "driver" : pair.Key, pair => pair.Value, StringComparer.Ordinal)
        : value.Split(',').Select((option, index) => option.Contains('=', StringComparison.Ordinal) ? (Key: option[..option.IndexOf('=', StringComparison.Ordinal)], Value: option[(option.IndexOf('=', StringComparison.Ordinal) + 1)..]) : (Key: index == 0 ? "driver" : option, Value: option))
            .ToImmutableDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);

    private static IEnumerable<(string Key, string Value)> Flat(string prefix, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(property => Flat(prefix.Length == 0 ? property.Name : $"{prefix}.{property.Name}", property.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany((item, index) => Flat($"{prefix}[{index}]", item)),
        JsonValueKind.True => [(prefix, "on")],
        JsonValueKind.False => [(prefix, "off")],
        _ => [(prefix, value.ToString())],
    };

    private async Task<int> NumberAsync(string command) => int.Parse(await machine.OutputAsync(command), System.Globalization.CultureInfo.InvariantCulture);

    // Name and CPUs of each thread. Both come from one file: QEMU's pool of workers ends threads at any moment, and of one that
    // ends between two questions half an answer would be left.
    private async Task<ImmutableArray<string>> ThreadsAsync(string process) =>
    [
        .. (await machine.OutputAsync($$"""for t in /proc/{{process}}/task/*; do awk -F'\t' '/^Name:/ { name = $2 } /^Cpus_allowed_list:/ { print name, $2 }' $t/status 2>/dev/null || true; done"""))
            .Split('\n').Select(line => line.Trim()),
    ];
}
