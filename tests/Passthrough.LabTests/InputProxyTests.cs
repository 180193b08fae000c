namespace Passthrough.LabTests;

/// <summary>
/// A keyboard that a guest keeps while it is unplugged, on a real kernel with udev, systemd, libvirt and QEMU. It is unplugged by its whole USB controller, whose driver lets it go and finds it again: for the input layer nothing else than a plug.
/// That QEMU hears it is seen from outside: QEMU begins with the device for itself, and each toggle that it hears makes it leave or take it, which others who read the device notice.
/// </summary>
[Collection(IsolatedCard.Name)]
public class InputProxyTests(IsolatedMachine machine)
{
    private const string Name = "typist";
    private const string Unit = $"passthrough-input-{Name}.service";
    private const int Seen = 0;
    private const int NotSeen = 14;

    private const string Rule = "/run/udev/rules.d/71-remapper.rules";

    // What a text with values in braces cannot hold itself.
    private const string Braces = "{}";

    // The root port of the keyboard's own USB controller.
    private const string KeyboardPort = "/sys/devices/pci0000:00/0000:00:11.0";
    private const string UsbDriver = "/sys/bus/pci/drivers/xhci_hcd";

    // All that a stand-in may leave.
    private const string Footprint =
        """
        ls -R /dev/input/passthrough 2>&1
        grep -c passthrough/ /proc/bus/input/devices
        ls /run/udev/rules.d 2>/dev/null
        ls /run/systemd/system | grep '^passthrough-[is][ne]'
        systemctl list-units --all --plain --no-legend 'passthrough-input*' 'passthrough-session*'
        find /run/passthrough/guests -name '*.json'
        true
        """;

    [Theory]
    [InlineData("libvirt", $"passthrough guest stop {Name} --force")]
    [InlineData("qemu", $"kill -KILL $(pgrep -f '[g]uest={Name},')")]
    public async Task A_keyboard_that_is_unplugged_comes_back_to_a_running_guest(string runtime, string end)
    {
        var before = await machine.OutputAsync(Footprint);
        var keyboard = await KeyboardAsync();
        var guest = await DescribedAsync(runtime, keyboard);
        try
        {
            await guest.StartAsync();
            var node = await StandInAsync(keyboard);
            Assert.NotEqual(await NodeAsync(keyboard), node);
            Assert.Contains(node, await OpenNodesAsync(guest));
            Assert.DoesNotContain(await NodeAsync(keyboard), await OpenNodesAsync(guest));
            Assert.Contains(Unit, await machine.OutputAsync("passthrough session status"), StringComparison.Ordinal);

            // QEMU has it, and leaves it; it takes it again.
            await PressAsync(keyboard, "10s", NotSeen);
            await PressAsync(keyboard, "2m", Seen);

            await UnplugAsync(keyboard);
            Assert.Equal(node, await StandInAsync(keyboard));
            Assert.Contains(node, await OpenNodesAsync(guest));
            await PlugInAsync(keyboard);
            Assert.Equal(node, await StandInAsync(keyboard));
            await PressAsync(keyboard, "10s", NotSeen);
            await PressAsync(keyboard, "2m", Seen);

            // The service is killed, with the keyboard unplugged too: what stands in stays.
            await UnplugAsync(keyboard);
            await KillServiceAsync();
            await PlugInAsync(keyboard);
            Assert.Equal(node, await StandInAsync(keyboard));
            Assert.Contains(node, await OpenNodesAsync(guest));
            await PressAsync(keyboard, "10s", NotSeen);
            await PressAsync(keyboard, "2m", Seen);

            await machine.OutputAsync(end);
            await GivenBackAsync();
            Assert.Equal(before, await machine.OutputAsync(Footprint));

            // Nobody has the keyboard for himself any more.
            (await machine.RunAsync(Press(keyboard, $"--device {keyboard}", "2m"))).Expect(Seen);
        }
        finally
        {
            await PlugInAsync(keyboard);
            await guest.RemoveAsync();
        }
    }

    [Fact]
    public async Task Started_by_virsh_a_guest_has_it_too()
    {
        var before = await machine.OutputAsync(Footprint);
        var keyboard = await KeyboardAsync();
        var guest = await DescribedAsync("libvirt", keyboard);
        try
        {
            // libvirt's domain is as the guest was started last.
            await guest.StartAsync();
            await machine.OutputAsync($"passthrough guest stop {Name} --force && virsh start {Name}");
            Assert.Contains(await StandInAsync(keyboard), await OpenNodesAsync(guest));
            await machine.OutputAsync($"virsh destroy {Name}");
            await GivenBackAsync();
            Assert.Equal(before, await machine.OutputAsync(Footprint));
        }
        finally
        {
            await guest.RemoveAsync();
        }
    }

    [Fact]
    public async Task A_keyboard_that_another_program_has_for_itself_is_refused_and_nothing_is_left()
    {
        var before = await machine.OutputAsync(Footprint);
        var keyboard = await KeyboardAsync();
        var guest = await DescribedAsync("qemu", keyboard);
        try
        {
            // A program that remaps keys does as much: it takes the device and makes one of its own.
            await machine.OutputAsync(
                $"""
                mkdir -p /run/udev/rules.d
                echo 'SUBSYSTEM=="input", KERNEL=="event*", ATTRS~phys^=="passthrough/remapper/*", SYMLINK+="input/passthrough/remapper/{keyboard["/dev/input/".Length..]}"' | tr '~^' '{Braces}' > {Rule}
                udevadm control --reload
                systemd-run --unit=remapper --property=Type=notify passthrough input proxy remapper {keyboard}
                """);
            var refused = await machine.RunAsync($"passthrough guest start {Name}");
            Assert.Equal(3, refused.ExitCode);
            Assert.Contains("for itself", refused.Error, StringComparison.Ordinal);
        }
        finally
        {
            await machine.RunAsync($"systemctl stop remapper.service; rm -f {Rule}; udevadm control --reload");
            await guest.RemoveAsync();
        }

        await machine.OutputAsync("udevadm settle");
        Assert.Equal(before, await machine.OutputAsync(Footprint));
    }

    private async Task<LabGuest> DescribedAsync(string runtime, string keyboard)
    {
        var guest = new LabGuest(machine, Name, runtime);
        await guest.DescribeAsync(
            "accelerator: tcg", "firmware: bios", "memory: { size: 64M, huge-pages: off }", "cpu: { vcpus: 1 }", "network: none", "guest-agent: off", $"input: {{ evdev: [ \"{keyboard}\" ], persistent: on }}");
        return guest;
    }

    private Task<string> KeyboardAsync() => machine.OutputAsync("ls /dev/input/by-id/*QEMU_USB_Keyboard*event-kbd | head -n1");

    private Task<string> NodeAsync(string path) => machine.OutputAsync($"readlink -e {path}");

    private Task<string> StandInAsync(string keyboard) => NodeAsync($"/dev/input/passthrough/{Name}/{keyboard["/dev/input/".Length..]}");

    private static async Task<IEnumerable<string>> OpenNodesAsync(LabGuest guest) =>
        (await guest.OpenFilesAsync()).Select(file => file.Path).Where(path => path.StartsWith("/dev/input/", StringComparison.Ordinal)).Distinct();

    private async Task PressAsync(string keyboard, string limit, int exitCode) => (await machine.RunAsync(Press(keyboard, Name, limit))).Expect(exitCode);

    // Both Ctrl keys, down and up, on the keyboard itself: who writes events into a node makes them happen, to whoever may hear it.
    private static string Press(string keyboard, string read, string limit) =>
        $$"""
        zero='\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0'
        keys() { for code in 035 141; do printf "$zero\1\0\\$code\0\\$1\0\0\0$zero\0\0\0\0\0\0\0\0" > $(readlink -e {{keyboard}}); done; }
        passthrough input toggle-test {{read}} --for {{limit}} & test=$!
        until ls -l /proc/$test/fd 2>/dev/null | grep -q /dev/input/event || [ ! -e /proc/$test ]; do sleep 0.1; done
        keys 1
        keys 0
        wait $test
        """;

    private Task<string> UnplugAsync(string keyboard) => machine.OutputAsync(
        $"basename $(ls -d {KeyboardPort}/*/usb* | head -n1 | xargs dirname) > /run/unplugged && cat /run/unplugged > {UsbDriver}/unbind && timeout 60 sh -c 'while [ -e {keyboard} ]; do sleep 0.2; done' && udevadm settle");

    private Task<string> PlugInAsync(string keyboard) => machine.OutputAsync(
        $"[ ! -e /run/unplugged ] || {{ cat /run/unplugged > {UsbDriver}/bind; rm /run/unplugged; timeout 120 sh -c 'until [ -e {keyboard} ]; do sleep 0.2; done'; udevadm settle; }}");

    private Task<string> KillServiceAsync() => machine.OutputAsync(
        $"old=$(systemctl show -P MainPID {Unit}) && kill -KILL $old && timeout 120 sh -c \"until [ \\\"\\$(systemctl show -P MainPID {Unit})\\\" != $old ] && systemctl is-active -q {Unit}; do sleep 0.2; done\"");

    private Task<string> GivenBackAsync() => machine.OutputAsync(
        $"timeout 120 sh -c 'until [ ! -e /run/passthrough/guests/{Name}.json ] && ! systemctl is-active -q passthrough-session-{Name}.service; do sleep 0.2; done'; udevadm settle");
}
