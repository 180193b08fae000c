using System.Collections.Immutable;
using Passthrough.Guests.Description;
using Passthrough.Guests.Devices;
using Passthrough.Guests.Firmware;
using Passthrough.Host.Pci;
using Passthrough.Host.Virtualization;
using Passthrough.Planning;

namespace Passthrough.Guests.Design;

/// <summary>Chooses the PCI and USB devices: all functions of the card, and the others that are named.</summary>
internal static class DeviceDesigner
{
    // QEMU 9.0 has the object iommufd; libvirt 12.1 the attribute of that name.
    private static readonly ToolVersion QemuWithIommufd = new(9, 0);
    private static readonly ToolVersion LibvirtWithIommufd = new(12, 1);

    /// <summary>The guest with its devices.</summary>
    public static GuestSpec Design(DesignScope scope, GuestSpec guest)
    {
        var wanted = scope.Wanted;
        var card = guest.Stage == GuestStage.Passthrough && wanted.Gpu is { } gpu ? Card(scope, gpu, guest) : [];
        var others = wanted.Pci.Select((device, index) => Other(scope, device, $"pci[{index}]")).ToImmutableArray();
        if (others.FirstOrDefault(other => card.Any(own => own.Device.Address == other.Device.Address)) is { } twice)
        {
            throw scope.Bad("pci", $"{twice.Device.Address} is a function of the card already", "name the card only as 'gpu': all of its functions come with it");
        }

        var devices = card.Concat(others).OrderBy(device => device.Device.Address).ToImmutableArray();
        return guest with
        {
            Gpu = card.FirstOrDefault(device => scope.Host.Pci.Find(device.Device.Address)!.Class.IsDisplay)?.Device.Address,
            TakesScreen = !card.IsEmpty && wanted.Gpu?.TakesScreen == true,
            Sleep = devices.IsEmpty
                ? scope.Word("sleep", wanted.Sleep, GuestSleep.Allow, "the guest has no devices of this machine")
                : scope.Word("sleep", wanted.Sleep, GuestSleep.Inhibit, "a machine that sleeps while a guest has a card does not wake up"),
            Devices = devices,
            HasIommufd = Iommufd(scope, guest.Runtime),
            Usb = Usb(scope),
        };
    }

    private static ImmutableArray<PassedDevice> Card(DesignScope scope, DeviceDescription wanted, GuestSpec guest)
    {
        var host = scope.Host;
        var named = DeviceFinder.Require(host, wanted.Address, wanted.Identity);
        if (host.Display.CardOf(named.Address) is not { } card)
        {
            throw scope.Refused("gpu", $"{named.Address} ({named.Identity.Ids}, class {named.Class}) is not part of a graphics card", "passthrough check shows the cards");
        }

        if (card.IsBoot == true && wanted.TakesScreen != true)
        {
            throw scope.Refused("gpu", $"{card.Display} is the card that this machine booted with; its screens would go dark", "choose another card: passthrough check; or say 'single-gpu: on': the screens are dark for as long as the guest runs");
        }

        if (wanted.TakesScreen == true)
        {
            scope.Note("gpu.single-gpu", "on", "", isGiven: true);
            scope.Warn("gpu.single-gpu: the start of the guest ends the desktop on this machine's screen, with all programs in it; the screen comes back when the guest has ended");
        }

        if (wanted.Identity is null)
        {
            scope.Warn($"gpu: nothing says which card must be at {named.Address}; write \"{named.Address} {named.Identity}\" so that no other one is taken after a change of hardware");
        }

        if (wanted.IsLegacyVga == true && guest.Firmware.Kind != GuestFirmwareKind.Bios)
        {
            throw scope.Bad("gpu.legacy-vga", "the legacy VGA addresses are only used by a BIOS", "leave it away, or say 'firmware: bios'");
        }

        var isHidden = scope.Flag("gpu.rom-bar", wanted.HidesOptionRom is { } hides ? !hides : null, chosen: true, "the guest's firmware shows its picture on the card") is false;
        var functions = card.Functions.Order().Select(host.Pci.Find).OfType<PciDevice>().Where(function => !function.Class.IsBridge).ToImmutableArray();
        scope.Note("gpu", string.Join(", ", functions.Select(function => function.Address)), "all functions of the card belong to one guest");
        return
        [
            .. functions.Select(function => new PassedDevice(IdentityOf(function))
            {
                IsOfCard = true,
                OptionRomPath = function.Address == card.Display ? wanted.OptionRomPath : null,
                HidesOptionRom = function.Address == card.Display && isHidden,
                IsLegacyVga = function.Address == card.Display && wanted.IsLegacyVga == true,
            }),
        ];
    }

    private static PassedDevice Other(DesignScope scope, DeviceDescription wanted, string key)
    {
        var device = DeviceFinder.Require(scope.Host, wanted.Address, wanted.Identity);
        if (device.Class.IsBridge)
        {
            throw scope.Bad(key, $"{device.Address} is a bridge, which stays with the host", "name the devices behind it");
        }

        if (scope.Host.Display.CardOf(device.Address) is { IsBoot: true })
        {
            throw scope.Refused(key, $"{device.Address} belongs to the card that this machine booted with", "choose another device");
        }

        if (scope.Host.Usb.ControllerOfAllKeyboards == device.Address)
        {
            scope.Warn($"{key}: every keyboard of this machine hangs on {device.Address}; while the guest runs the host has none");
        }

        scope.Note(key, device.Address.ToString(), "", isGiven: true);
        return new PassedDevice(IdentityOf(device)) { OptionRomPath = wanted.OptionRomPath, HidesOptionRom = wanted.HidesOptionRom == true, BootOrder = wanted.BootOrder, TakesLastKeyboard = wanted.TakesLastKeyboard == true };
    }

    private static DeviceIdentity IdentityOf(PciDevice device) => new(device.Address, device.Identity, null);

    private static bool Iommufd(DesignScope scope, GuestRuntime runtime)
    {
        var isOn = scope.Flag("iommufd", scope.Wanted.HasIommufd, chosen: false, "VFIO's groups work with every version");
        var versions = scope.Host.Virtualization;
        var (program, least, version) = runtime == GuestRuntime.Libvirt && ToolVersion.Parse(versions.LibvirtVersion) is var libvirt && (libvirt is null || libvirt < LibvirtWithIommufd)
            ? ("libvirt", LibvirtWithIommufd, libvirt)
            : ("QEMU", QemuWithIommufd, ToolVersion.Parse(versions.QemuVersion));
        return isOn && (version is null || version < least)
            ? throw scope.Refused("iommufd", $"{program} {least} is the first that has it; here is {version?.ToString() ?? "one of unknown version"}", "leave it away")
            : isOn;
    }

    private static ImmutableArray<PassedUsb> Usb(DesignScope scope)
    {
        for (var index = 0; index < scope.Wanted.Usb.Length; index++)
        {
            var device = scope.Wanted.Usb[index];
            var ids = device.ToString();
            var twins = scope.Host.Usb.Devices.Count(found => string.Equals(found.Ids, ids, StringComparison.OrdinalIgnoreCase));
            if (device.IsById && twins > 1)
            {
                throw scope.Bad($"usb[{index}]", $"{twins} devices here have the ids {ids}", "name one by its port, such as 1-4.2: passthrough usb");
            }

            scope.Note($"usb[{index}]", ids, "", isGiven: true);
        }

        return scope.Wanted.Usb;
    }
}
