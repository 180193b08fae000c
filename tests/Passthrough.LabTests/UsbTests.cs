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

    private async Task<LabGuest> StartedAsync(string runtime)
    {
        var guest = new LabGuest(machine, Name, runtime);
        await guest.DescribeAsync("accelerator: tcg", "firmware: bios", "memory: { size: 64M, huge-pages: off }", "cpu: { vcpus: 1 }", "network: none", "guest-agent: off");
        await guest.StartAsync();
        return guest;
    }

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
