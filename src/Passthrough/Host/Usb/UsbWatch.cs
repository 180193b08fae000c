using Passthrough.Host.Pci;
using Passthrough.Host.Reading;
using Passthrough.Native.Libc;

namespace Passthrough.Host.Usb;

/// <summary>Waits for the kernel's messages about USB devices and says which socket they speak about.</summary>
public static class UsbWatch
{
    /// <summary>Each plugging in and out from now on; waits for the kernel, never asks again and again. Only for the running machine.</summary>
    /// <param name="cancellation">Ends the sequence.</param>
    /// <exception cref="IOException">The kernel gives no messages; <see cref="Exception.HResult"/> is the error number.</exception>
    public static IEnumerable<UsbPlugging> Run(CancellationToken cancellation)
    {
        // The socket first: what is plugged in while the machine is read is told afterwards and changes nothing.
        using var socket = UeventSocket.Open();
        var pci = PciReader.Read(new MachineReader(HostRoots.Live));
        var before = UsbReader.Read(new MachineReader(HostRoots.Live), pci);
        while (socket.Receive(cancellation) is { } message)
        {
            // Empty is the socket's word for messages that were lost: the difference tells what they said.
            var uevent = Uevent.Parse(message);
            if (message.Length > 0 && (uevent is null || !IsAboutDevice(uevent)))
            {
                continue;
            }

            var now = UsbReader.Read(new MachineReader(HostRoots.Live), pci);
            foreach (var plugging in uevent is null ? Difference(before, now) : Of(uevent, before, now))
            {
                yield return plugging;
            }

            before = now;
        }
    }

    /// <summary>What a message says, seen against the facts before and after; nothing when it is about no plugging in or out.</summary>
    /// <param name="uevent">A message.</param>
    /// <param name="before">The facts before it.</param>
    /// <param name="now">The facts after it.</param>
    public static IEnumerable<UsbPlugging> Of(Uevent uevent, UsbFacts before, UsbFacts now)
    {
        // When the device is bound, its interfaces are there; at "add" they are not yet.
        if (IsAboutDevice(uevent) && uevent.Action is "bind" or "remove")
        {
            var isIn = uevent.Action is "bind";
            yield return Of(uevent.Name, isIn, UsbReader.ControllerOf(uevent.DevicePath).Address, isIn ? now : before, before);
        }
    }

    /// <summary>What was plugged in and out between two readings: first out, then in, each in the order of names.</summary>
    /// <param name="before">The facts before.</param>
    /// <param name="now">The facts after.</param>
    public static IEnumerable<UsbPlugging> Difference(UsbFacts before, UsbFacts now) =>
        before.Devices.Where(device => !IsSame(device, now)).Select(device => Of(device.Name, isIn: false, before.ControllerOf(device.Bus)?.Address, before, before))
            .Concat(now.Devices.Where(device => !IsSame(device, before)).Select(device => Of(device.Name, isIn: true, now.ControllerOf(device.Bus)?.Address, now, before)));

    private static UsbPlugging Of(string name, bool isIn, PciAddress? controller, UsbFacts facts, UsbFacts before)
    {
        var port = UsbNames.PortOf(name)!;
        var known = facts.Ports.Concat(before.Ports).FirstOrDefault(one => one.Name == port);
        return new UsbPlugging(
            isIn, controller, name, port, known?.Peer is { } peer ? [peer] : [], facts.Devices.FirstOrDefault(device => device.Name == name));
    }

    private static bool IsSame(UsbDevice device, UsbFacts facts) =>
        facts.Devices.Any(other => other.Name == device.Name && other.Number == device.Number && other.Ids == device.Ids);

    private static bool IsAboutDevice(Uevent uevent) => uevent is { Subsystem: "usb", DeviceType: "usb_device" } && UsbNames.PortOf(uevent.Name) is not null;
}
