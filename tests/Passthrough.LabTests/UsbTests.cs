namespace Passthrough.LabTests;

/// <summary>USB devices that go to a running guest and come back, on a real kernel with libvirt and QEMU: all of the PC's own keyboards, mice and tablets have the same ids.</summary>
[Collection(IsolatedCard.Name)]
public class UsbTests(IsolatedMachine machine)
{
    private const string Name = "borrower";
    private const string Ids = "0627:0001";

    // The root ports of the controllers of the keyboard, and of the mouse and the tablet beside it.
    private const string KeyboardPort = "/sys/devices/pci0000:00/0000:00:11.0";
    private const string PointerPort = "/sys/devices/pci0000:00/0000:00:12.0";

    // All that lending may change: drivers, who may open the nodes, and this program's own files.
    private const string Footprint =
        """
        for interface in /sys/bus/usb/devices/*:*; do echo "$(basename $interface) $(basename "$(readlink $interface/driver)")"; done
        stat -c '%n %U:%G %a' /dev/bus/usb/*/*
        find /run/passthrough/guests -name '*.json'
        systemctl list-units --all --plain --no-legend 'passthrough-session*'
        true
        """;

    // jan, who is in the groups kvm and libvirt.
    private const string AsMember = "setpriv --reuid jan --regid jan --init-groups";

    private const string Units = "/etc/systemd/system/passthrough-switch.socket /etc/systemd/system/passthrough-switch.service";
    private const string Journal = "journalctl --no-pager -u passthrough-switch.service";
    private const string Connected = $"timeout 60 sh -c 'until {Journal} | grep -q \"guest .{Name}. is connected\"; do sleep 0.2; done' || {{ {Journal}; exit 1; }}";

    private static readonly string[] Pointers = ["QEMU USB Mouse", "QEMU USB Tablet"];

    // The kernel's driver of keyboards at the board's own port.
    private const string AtKeyboard = "/sys/bus/serio/drivers/atkbd";

    [Theory]
    [InlineData("libvirt")]
    [InlineData("qemu")]
    public async Task One_of_two_equal_devices_goes_to_a_running_guest_and_comes_back(string runtime)
    {
        var guest = await StartedAsync(runtime);
        try
        {
            var (mouse, tablet) = (await DeviceAsync(PointerPort, 1), await DeviceAsync(PointerPort, 2));
            var before = await machine.OutputAsync(Footprint);
            var twins = await machine.RunAsync($"passthrough usb lend {Ids} {Name}");
            Assert.Equal(3, twins.ExitCode);
            Assert.Contains(mouse, twins.Error, StringComparison.Ordinal);
            Assert.Contains(tablet, twins.Error, StringComparison.Ordinal);
            Assert.Equal(before, await machine.OutputAsync(Footprint));

            (await machine.RunAsync($"passthrough usb lend {tablet} {Name}")).Expect();
            Assert.Equal(["QEMU USB Tablet"], await ProductsAsync(guest));
            Assert.Equal([await NodeAsync(tablet)], await NodesAsync(guest));
            Assert.NotEqual("usbhid", await DriverAsync(tablet));
            Assert.Equal("usbhid", await DriverAsync(mouse));
            Assert.Contains($"USB device {tablet}", await machine.OutputAsync("passthrough session status"), StringComparison.Ordinal);
            var again = await machine.RunAsync($"passthrough usb lend {tablet} {Name}");
            Assert.Equal(3, again.ExitCode);
            Assert.Contains($"with guest '{Name}'", again.Error, StringComparison.Ordinal);

            using (var returned = await machine.DocumentAsync($"passthrough usb return {Ids} {Name} --json", 0))
            {
                Assert.Equal(tablet, returned.RootElement.GetProperty("devices")[0].GetProperty("port").GetString());
            }

            Assert.Empty(await ProductsAsync(guest));
            Assert.Empty(await NodesAsync(guest));
            Assert.Equal(before, await machine.OutputAsync(Footprint));
            Assert.Equal(4, (await machine.RunAsync($"passthrough usb return {tablet}")).ExitCode);
        }
        finally
        {
            await guest.RemoveAsync();
        }
    }

    [Theory]
    [InlineData("libvirt", "passthrough guest stop borrower --force")]
    [InlineData("qemu", "passthrough guest stop borrower --force")]
    [InlineData("libvirt", "kill -KILL $(pgrep -f '[g]uest=borrower,')")]
    [InlineData("qemu", "kill -KILL $(pgrep -f '[g]uest=borrower,')")]
    public async Task The_end_of_a_guest_gives_back_what_it_was_lent(string runtime, string end)
    {
        var before = await machine.OutputAsync(Footprint);
        var guest = await StartedAsync(runtime);
        try
        {
            var (mouse, tablet) = (await DeviceAsync(PointerPort, 1), await DeviceAsync(PointerPort, 2));
            (await machine.RunAsync($"passthrough usb lend {Ids}@{tablet} {Name} && passthrough usb lend {mouse} {Name}")).Expect();
            Assert.Equal(["QEMU USB Mouse", "QEMU USB Tablet"], await ProductsAsync(guest));
            await machine.OutputAsync(end);
            await GivenBackAsync();
            Assert.Equal(before, await machine.OutputAsync(Footprint));
        }
        finally
        {
            await guest.RemoveAsync();
        }
    }

    [Fact]
    public async Task The_last_keyboard_stays_unless_it_is_agreed_to()
    {
        var guest = await StartedAsync("qemu");
        var ports = await machine.OutputAsync($"cd {AtKeyboard} && ls -d serio* 2>/dev/null | xargs");
        try
        {
            var keyboard = await DeviceAsync(KeyboardPort, 1);
            await machine.OutputAsync($"for port in {ports}; do echo -n $port > {AtKeyboard}/unbind; done");
            var refused = await machine.RunAsync($"passthrough usb lend {keyboard} {Name}");
            Assert.Equal(3, refused.ExitCode);
            Assert.Contains("last keyboard", refused.Error, StringComparison.Ordinal);
            Assert.Equal("usbhid", await DriverAsync(keyboard));

            (await machine.RunAsync($"passthrough usb lend {keyboard} {Name} --yes")).Expect();
            Assert.Equal(["QEMU USB Keyboard"], await ProductsAsync(guest));
            (await machine.RunAsync($"passthrough usb return {keyboard}")).Expect();
            Assert.Equal("usbhid", await DriverAsync(keyboard));
        }
        finally
        {
            await machine.RunAsync($"for port in {ports}; do echo -n $port > {AtKeyboard}/bind; done");
            await guest.RemoveAsync();
        }
    }

    [Theory]
    [InlineData("libvirt")]
    [InlineData("qemu")]
    public async Task A_profile_goes_to_its_guest_and_comes_back_together(string runtime)
    {
        var guest = await StartedAsync(runtime);
        try
        {
            var (mouse, tablet) = (await DeviceAsync(PointerPort, 1), await DeviceAsync(PointerPort, 2));
            await machine.OutputAsync($"printf 'usb-profiles:\n  - {{ name: desk, guest: {Name}, devices: [ \"{mouse}\", \"{Ids}@{tablet}\" ] }}\n  - {{ name: half, guest: {Name}, devices: [ \"{mouse}\", \"9-9\" ] }}\n' >> {LabGuest.Intent}");
            var before = await machine.OutputAsync(Footprint);

            // Mixed goes to the guest, all of it comes back.
            (await machine.RunAsync($"passthrough usb lend {tablet} {Name} && passthrough usb swap desk")).Expect();
            Assert.Equal(["QEMU USB Mouse", "QEMU USB Tablet"], await ProductsAsync(guest));
            (await machine.RunAsync("passthrough usb swap desk")).Expect();
            Assert.Empty(await ProductsAsync(guest));
            Assert.Equal(before, await machine.OutputAsync(Footprint));

            // What went before the one that failed has come back.
            Assert.Equal(4, (await machine.RunAsync("passthrough usb swap half")).ExitCode);
            Assert.Empty(await ProductsAsync(guest));
            Assert.Equal(before, await machine.OutputAsync(Footprint));

            // Back by itself, and at an interrupt.
            Assert.Contains("is back", (await machine.RunAsync("passthrough usb swap desk --back-after 1s")).Expect().Output, StringComparison.Ordinal);
            Assert.Equal(before, await machine.OutputAsync(Footprint));
            Assert.Contains("is back", (await machine.RunAsync("timeout --signal INT --preserve-status 15 passthrough usb swap desk --back-after 1h")).Expect().Output, StringComparison.Ordinal);
            Assert.Equal(before, await machine.OutputAsync(Footprint));

            // The guest's end ends the waiting.
            var ended = await machine.RunAsync($"passthrough usb swap desk --back-after 1h & swap=$!; until passthrough session status | grep -q 'USB device {tablet}'; do sleep 0.2; done; passthrough guest stop {Name} --force; wait $swap");
            ended.Expect();
            await GivenBackAsync();
            Assert.Equal("usbhid usbhid", $"{await DriverAsync(mouse)} {await DriverAsync(tablet)}");
        }
        finally
        {
            await guest.RemoveAsync();
        }
    }

    [Fact]
    public async Task The_toggle_of_a_real_keyboard_is_seen()
    {
        // Who writes events into a node makes them happen, to all who read it.
        const string Press =
            """
            zero='\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0'
            keys() { for code in 035 141; do printf "$zero\1\0\\$code\0\\$1\0\0\0$zero\0\0\0\0\0\0\0\0" > $node; done; }
            keyboard=$(ls /dev/input/by-id/*QEMU_USB_Keyboard*event-kbd | head -n1)
            node=$(readlink -f $keyboard)
            passthrough input toggle-test --device $keyboard --for 2m --json & test=$!
            until ls -l /proc/$test/fd | grep -q $node || [ ! -e /proc/$test ]; do sleep 0.1; done
            keys 1
            keys 0
            wait $test
            """;
        using (var seen = await machine.DocumentAsync(Press, 0))
        {
            var device = seen.RootElement.GetProperty("devices")[0];
            Assert.True(seen.RootElement.GetProperty("isSeen").GetBoolean());
            Assert.Contains("Keyboard", device.GetProperty("name").GetString(), StringComparison.Ordinal);
            Assert.Equal(["left Ctrl", "right Ctrl"], device.GetProperty("keys").EnumerateArray().Select(key => key.GetString()));
        }

        const string Keyboard = "$(ls /dev/input/by-id/*QEMU_USB_Keyboard*event-kbd | head -n1)";
        Assert.Equal(14, (await machine.RunAsync($"passthrough input toggle-test --device {Keyboard} --for 1s")).ExitCode);
        var refused = await machine.RunAsync($"setpriv --reuid nobody --regid nogroup --clear-groups passthrough input toggle-test --device {Keyboard} --for 1s");
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("input", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("libvirt")]
    [InlineData("qemu")]
    public async Task Whoever_may_swaps_without_root_and_nobody_else(string runtime)
    {
        const string Files = "find /etc/systemd -printf '%p %m %u:%g %l\\n' | sort";
        var files = await machine.OutputAsync(Files);
        var (mouse, tablet) = (await DeviceAsync(PointerPort, 1), await DeviceAsync(PointerPort, 2));
        var before = await machine.RunAsync($"{AsMember} passthrough usb swap desk");
        Assert.Equal(5, before.ExitCode);
        Assert.Contains("sudo passthrough usb swap desk; or, once: sudo passthrough usb setup", before.Error, StringComparison.Ordinal);

        await machine.OutputAsync("passthrough usb setup");
        var guest = await StartedAsync(runtime, Profile(mouse, tablet));
        try
        {
            Assert.Contains("Nothing to do", await machine.OutputAsync("passthrough usb setup"), StringComparison.Ordinal);
            Assert.DoesNotContain("passthrough-", (await machine.RunAsync($"systemd-analyze verify {Units} 2>&1; systemd-analyze --user verify /etc/systemd/user/passthrough-hotkeys.service 2>&1")).Output, StringComparison.Ordinal);
            Assert.Contains("can be swapped without root", await machine.OutputAsync("passthrough verify"), StringComparison.Ordinal);
            var footprint = await machine.OutputAsync(Footprint);

            using (var lent = await machine.DocumentAsync($"{AsMember} passthrough usb swap desk --json", 0))
            {
                Assert.Equal([mouse, tablet], lent.RootElement.GetProperty("devices").EnumerateArray().Select(device => device.GetProperty("port").GetString()));
            }

            Assert.Equal(Pointers, await ProductsAsync(guest));
            var stranger = await machine.RunAsync("setpriv --reuid nobody --regid nogroup --clear-groups passthrough usb swap desk");
            Assert.Equal(3, stranger.ExitCode);
            Assert.Contains("nor in the group libvirt", stranger.Error, StringComparison.Ordinal);
            Assert.Equal(Pointers, await ProductsAsync(guest));

            (await machine.RunAsync($"{AsMember} passthrough usb return {mouse}")).Expect();
            Assert.Equal(["QEMU USB Tablet"], await ProductsAsync(guest));
            (await machine.RunAsync($"{AsMember} passthrough usb swap desk && {AsMember} passthrough usb swap desk")).Expect();
            Assert.Empty(await ProductsAsync(guest));
            Assert.Equal(footprint, await machine.OutputAsync(Footprint));
            Assert.Equal(4, (await machine.RunAsync($"{AsMember} passthrough usb swap dest")).ExitCode);
            Assert.Contains("is back", (await machine.RunAsync($"{AsMember} passthrough usb swap desk --back-after 1s")).Expect().Output, StringComparison.Ordinal);
            Assert.Equal(footprint, await machine.OutputAsync(Footprint));

            // The kernel's word for the guest's QEMU; and libvirt has left the socket, which all share, as it was.
            await machine.OutputAsync(Connected);
            Assert.Equal("root:root 666", await machine.OutputAsync("stat -c '%U:%G %a' /run/passthrough/switch.sock"));
        }
        finally
        {
            await guest.RemoveAsync();
            await machine.OutputAsync($"rm -f {LabGuest.Intent}; passthrough usb setup --undo");
        }

        Assert.Equal(files, await machine.OutputAsync(Files));
        Assert.Equal(5, (await machine.RunAsync($"{AsMember} passthrough usb swap desk")).ExitCode);
    }

    [Fact]
    public async Task A_guest_has_back_what_it_was_lent_by_a_word_of_its_own()
    {
        // A boot sector that writes "back" to the first serial port at each key. Its port is led by QEMU to where the virtio port is connected already.
        const string BootSector =
            """
            printf '\61\300\216\330\60\344\315\26\276\30\174\254\204\300\164\364\272\370\3\356\353\365\220\220back\n\0' > /root/word.img
            truncate -s 510 /root/word.img && printf '\125\252' >> /root/word.img && truncate -s 1M /root/word.img
            passthrough usb setup
            """;
        await machine.OutputAsync(BootSector);
        var (mouse, tablet) = (await DeviceAsync(PointerPort, 1), await DeviceAsync(PointerPort, 2));
        var guest = await StartedAsync("qemu", Profile(mouse, tablet), "disks: [ { path: /root/word.img, format: raw } ]", "serial-log: /var/log/word.log");
        try
        {
            await machine.OutputAsync(Connected);
            var footprint = await machine.OutputAsync(Footprint);
            (await machine.RunAsync($"{AsMember} passthrough usb swap desk")).Expect();
            Assert.Equal(Pointers, await ProductsAsync(guest));
            await guest.AskAsync("human-monitor-command", ("command-line", "chardev-change serial socket,path=/run/passthrough/switch.sock"));
            while ((await ProductsAsync(guest)).Any())
            {
                await guest.AskAsync("human-monitor-command", ("command-line", "sendkey a"));
            }

            Assert.Equal(footprint, await machine.OutputAsync(Footprint));
            Assert.Matches($"guest '{Name}': back: .* came back", await machine.OutputAsync(Journal));
        }
        finally
        {
            await guest.RemoveAsync();
            await machine.OutputAsync($"rm -f {LabGuest.Intent} /root/word.img /var/log/word.log; passthrough usb setup --undo");
        }
    }

    [Fact]
    public async Task A_hotkey_of_a_real_keyboard_swaps()
    {

        // Who writes events into a node makes them happen, to all who read it. Pause is key 119.
        const string Listen =
            """
            setpriv --reuid jan --regid jan --groups $(getent group libvirt | cut -d: -f3),$(getent group input | cut -d: -f3) passthrough usb hotkeys > /tmp/hotkeys 2>&1 &
            echo $! > /tmp/hotkeys.pid
            timeout 60 sh -c 'until grep -q "swaps .desk." /tmp/hotkeys; do sleep 0.2; done' || { cat /tmp/hotkeys; exit 1; }
            """;
        const string Press =
            """
            zero='\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0'
            node=$(readlink -f $(ls /dev/input/by-id/*QEMU_USB_Keyboard*event-kbd | head -n1))
            for value in 1 0; do printf "$zero\1\0\167\0\\$value\0\0\0$zero\0\0\0\0\0\0\0\0" > $node; done
            timeout 60 sh -c 'until [ $(grep -c "is WORD" /tmp/hotkeys) = 2 ]; do sleep 0.2; done' || { cat /tmp/hotkeys; exit 1; }
            """;
        await machine.OutputAsync("passthrough usb setup");
        var (mouse, tablet) = (await DeviceAsync(PointerPort, 1), await DeviceAsync(PointerPort, 2));
        var guest = await StartedAsync("qemu", Profile(mouse, tablet));
        try
        {
            Assert.Equal(3, (await machine.RunAsync("timeout 60 setpriv --reuid jan --regid jan --groups $(getent group libvirt | cut -d: -f3) passthrough usb hotkeys")).ExitCode);
            await machine.OutputAsync(Listen);
            await machine.OutputAsync(Press.Replace("WORD", "with", StringComparison.Ordinal));
            Assert.Equal(Pointers, await ProductsAsync(guest));
            await machine.OutputAsync(Press.Replace("WORD", "back", StringComparison.Ordinal));
            Assert.Empty(await ProductsAsync(guest));
        }
        finally
        {
            await machine.RunAsync("kill $(cat /tmp/hotkeys.pid); rm -f /tmp/hotkeys /tmp/hotkeys.pid");
            await guest.RemoveAsync();
            await machine.OutputAsync($"rm -f {LabGuest.Intent}; passthrough usb setup --undo");
        }
    }

    private Task<LabGuest> StartedAsync(string runtime) => StartedAsync(runtime, "");

    private async Task<LabGuest> StartedAsync(string runtime, string profiles, params IEnumerable<string> more)
    {
        var guest = new LabGuest(machine, Name, runtime);
        await guest.DescribeAsync(["accelerator: tcg", "firmware: bios", "memory: { size: 64M, huge-pages: off }", "cpu: { vcpus: 1 }", "network: none", "guest-agent: off", .. more]);
        await machine.OutputAsync($"printf '{profiles}' >> {LabGuest.Intent}");
        await guest.StartAsync();
        return guest;
    }

    private static string Profile(params string[] devices) => $"usb-profiles:\n  - {{ name: desk, guest: {Name}, hotkey: pause, devices: [ {string.Join(", ", devices.Select(device => $"\"{device}\""))} ] }}\n";

    private Task<string> DeviceAsync(string rootPort, int port) => machine.OutputAsync($"basename {rootPort}/*/usb*/*-{port}");

    private Task<string> DriverAsync(string device) => machine.OutputAsync($"basename \"$(readlink /sys/bus/usb/devices/{device}:1.0/driver)\"");

    private Task<string> NodeAsync(string device) => machine.OutputAsync($"printf '/dev/bus/usb/%03d/%03d' $(cat /sys/bus/usb/devices/{device}/busnum /sys/bus/usb/devices/{device}/devnum)");

    // What was lent, beside QEMU's own: a line each, "  Device 0.1, Port 1, Speed 480 Mb/s, Product QEMU USB Tablet, ID: lent-3-2".
    private static async Task<IEnumerable<string>> ProductsAsync(LabGuest guest) =>
        (await guest.AskAsync("human-monitor-command", ("command-line", "info usb"))).GetString()!
            .Split('\n')
            .Where(line => line.Contains("lent-", StringComparison.Ordinal))
            .Select(line => line.Split(", "))
            .SelectMany(words => words.Where(word => word.StartsWith("Product ", StringComparison.Ordinal)))
            .Select(word => word["Product ".Length..].Trim())
            .Order(StringComparer.Ordinal);

    private static async Task<IEnumerable<string>> NodesAsync(LabGuest guest) =>
        (await guest.OpenFilesAsync()).Select(file => file.Path).Where(path => path.StartsWith("/dev/bus/usb/", StringComparison.Ordinal)).Distinct();

    private Task<string> GivenBackAsync() => machine.OutputAsync(
        $"timeout 60 sh -c 'until [ ! -e /run/passthrough/guests/{Name}.json ] && ! systemctl is-active -q passthrough-session-{Name}.service; do sleep 0.2; done'");
}
