using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Host.Usb;

/// <summary>Finds out what a person types and points with.</summary>
public static class HumanInputs
{
    private const ushort Bluetooth = 0x05;

    /// <summary>All keyboards and mice, ordered by USB device and name, those that are not on USB last.</summary>
    /// <param name="devices">The USB devices.</param>
    /// <param name="controllers">The USB controllers.</param>
    /// <param name="inputs">The input layer; null when it could not be read, so that only the USB descriptors speak.</param>
    public static ImmutableArray<HumanInput> Find(
        ImmutableArray<UsbDevice> devices, ImmutableArray<UsbController> controllers, ImmutableArray<InputDevice>? inputs)
    {
        var byName = devices.ToDictionary(device => device.Name, StringComparer.Ordinal);
        var found = new List<HumanInput>();
        var real = (inputs ?? []).Where(input => (input.IsKeyboard || input.IsPointer) && !IsMadeByProgram(input)).ToList();
        foreach (var unit in real.GroupBy(input => UnitOf(input, byName), StringComparer.Ordinal))
        {
            found.Add(OfInputs([.. unit], byName, devices, controllers));
        }

        // A device without any input of its own: nobody drives it now (a guest has it), or the input layer could not be read.
        var seen = real.Select(input => DeviceOf(input, byName)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        found.AddRange(devices
            .Where(device => !seen.Contains(device.Name) && device.Interfaces.Any(part => part.IsBootKeyboard || part.IsBootMouse))
            .Select(device => OfDescriptors(device, controllers, isUsed: inputs is null)));
        return
        [
            .. found
                .OrderBy(input => input.UsbDevice is null)
                .ThenBy(input => input.UsbDevice ?? "", Comparer<string>.Create(UsbNames.Compare))
                .ThenBy(input => input.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>The one controller that all inputs of a kind hang on; null when they are spread, when one is not on a PCI controller, or when there is none.</summary>
    /// <param name="inputs">All inputs.</param>
    /// <param name="isKind">Whether one may be of the kind.</param>
    /// <param name="isSure">Whether one is surely of the kind; where any is, those that only may be do not count.</param>
    internal static PciAddress? OnlyController(ImmutableArray<HumanInput> inputs, Func<HumanInput, bool> isKind, Func<HumanInput, bool> isSure)
    {
        var ofKind = inputs.Where(isSure).ToList();
        if (ofKind.Count == 0)
        {
            ofKind = [.. inputs.Where(isKind)];
        }

        return ofKind.Select(input => input.Controller).Distinct().ToList() is [{ } only] ? only : null;
    }

    private static HumanInput OfInputs(
        List<InputDevice> unit, Dictionary<string, UsbDevice> byName, ImmutableArray<UsbDevice> devices, ImmutableArray<UsbController> controllers)
    {
        var first = unit[0];
        var isBluetooth = first.BusType == Bluetooth;
        var usb = DeviceOf(first, byName) ?? (isBluetooth ? OnlyBluetoothAdapter(devices) : null);
        var isKeyboard = unit.Exists(input => input.IsKeyboard);
        var isMouse = unit.Exists(input => input.IsPointer);
        var main = isKeyboard && isMouse && !isBluetooth && !IsBehindReceiver(first) && usb is not null ? MainInterface(byName[usb]) : null;
        return new HumanInput(
            first.Name.Length > 0 ? first.Name : usb is null ? "unnamed" : NameOf(byName[usb]),
            usb,
            usb is null ? null : ControllerOf(byName[usb], controllers),
            isBluetooth,
            isKeyboard,
            isKeyboard && main is not { IsBootMouse: true },
            isMouse,
            isMouse && main is not { IsBootKeyboard: true });
    }

    private static HumanInput OfDescriptors(UsbDevice device, ImmutableArray<UsbController> controllers, bool isUsed)
    {
        var isKeyboard = device.Interfaces.Any(part => part.IsBootKeyboard);
        var isMouse = device.Interfaces.Any(part => part.IsBootMouse);
        var main = MainInterface(device);
        return new HumanInput(
            NameOf(device),
            device.Name,
            ControllerOf(device, controllers),
            IsBluetooth: false,
            isKeyboard,
            isUsed && main is { IsBootKeyboard: true },
            isMouse,
            isUsed && main is { IsBootMouse: true });
    }

    // A composite device shows what it is in its first boot interface: a mouse with macro keys has the mouse first, a keyboard with a wheel the keys.
    private static UsbInterface? MainInterface(UsbDevice device) => device.Interfaces.FirstOrDefault(part => part.IsBootKeyboard || part.IsBootMouse);

    private static PciAddress? ControllerOf(UsbDevice device, ImmutableArray<UsbController> controllers) =>
        controllers.FirstOrDefault(controller => controller.Buses.Any(bus => bus.Number == device.Bus))?.Address;

    // The inputs of one thing: of what is paired with a receiver that tells its devices apart, of a Bluetooth device, else of the USB device.
    private static string UnitOf(InputDevice input, Dictionary<string, UsbDevice> byName) =>
        input.BusType != Bluetooth && !IsBehindReceiver(input) && DeviceOf(input, byName) is { } device ? device
        : HidParts(input).LastOrDefault() is { } hid ? hid
        : input.SysfsPath;

    private static bool IsBehindReceiver(InputDevice input) => HidParts(input).Count() > 1;

    private static IEnumerable<string> HidParts(InputDevice input) => input.SysfsPath.Split('/').Where(IsHidName);

    // BUS:VENDOR:PRODUCT.NUMBER, each in hexadecimal: 0003:046D:C52B.0003.
    private static bool IsHidName(string part) => part.Length >= 15 && part[4] == ':' && part[9] == ':' && part[14] == '.';

    private static string? DeviceOf(InputDevice input, Dictionary<string, UsbDevice> byName) =>
        input.SysfsPath.Split('/').Select(UsbNames.DeviceOfInterface).LastOrDefault(device => device is not null && byName.ContainsKey(device));

    // BlueZ makes Bluetooth inputs through uhid, whose folders do not name the adapter.
    private static string? OnlyBluetoothAdapter(ImmutableArray<UsbDevice> devices) =>
        devices.Where(device => device.Uses.Contains(UsbUse.Bluetooth)).ToList() is [var adapter] ? adapter.Name : null;

    private static bool IsMadeByProgram(InputDevice input) =>
        input.SysfsPath.StartsWith("/devices/virtual/", StringComparison.Ordinal) && input.BusType != Bluetooth;

    private static string NameOf(UsbDevice device) => device.ProductName ?? device.Ids;
}
