using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Guests.Devices;
using Passthrough.Host.Display;
using Passthrough.Host.Storage;
using Passthrough.Host.Usb;
using Passthrough.Sessions.Leases;

namespace Passthrough.Sessions.Usb;

/// <summary>Which USB device is meant, and whether the host can do without it. Pure.</summary>
public static class UsbLoanRules
{
    // The interface driver by which programs have a device.
    private const string Program = "usbfs";

    /// <summary>The device that a name means.</summary>
    /// <param name="usb">The machine's USB.</param>
    /// <param name="name">The name.</param>
    /// <exception cref="NotFoundException">There is none, or another one in the port.</exception>
    /// <exception cref="RefusedException">There are several.</exception>
    public static UsbDevice Find(UsbFacts usb, UsbName name)
    {
        var found = usb.Devices.Where(device => name.Fits(device.Ids, device.Name)).ToList();
        return found switch
        {
            [var only] => only,
            [] when name is { Ids: { } ids, Port: { } port } && usb.Devices.FirstOrDefault(device => string.Equals(device.Name, port, StringComparison.Ordinal)) is { } other =>
                throw new NotFoundException($"in USB port {port} is {Words(other)}, and not {ids}", port, $"passthrough usb shows where {ids} is plugged in"),
            [] when name.Port is { } port => throw new NotFoundException($"nothing is plugged into USB port {port}", port, "passthrough usb shows the ports and what is in them"),
            [] => throw new NotFoundException($"no USB device has the ids {name}", name.ToString(), "passthrough usb shows what is plugged in"),
            _ => throw new RefusedException(
                $"{found.Count} USB devices have the ids {name}: in the ports {string.Join(", ", found.Select(device => device.Name))}", name.ToString(), $"name one by its port, such as {found[0].Name}; passthrough usb --watch tells which is which"),
        };
    }

    /// <summary>Passes when a device may be lent at all.</summary>
    /// <param name="device">The device.</param>
    /// <param name="usb">The machine's USB.</param>
    /// <param name="sessions">What guests have.</param>
    /// <param name="holders">The processes that have the device's node open; need be known only of a device that a program has.</param>
    /// <exception cref="RefusedException">It is a hub, or with a guest or a program; nothing was changed.</exception>
    public static void RequireFree(UsbDevice device, UsbFacts usb, ImmutableArray<SessionRecord> sessions, ImmutableArray<DeviceHolder> holders)
    {
        if (device.PortCount > 0 || device.Uses.Contains(UsbUse.Hub))
        {
            var behind = usb.Devices.Where(other => other.Name.StartsWith(device.Name + ".", StringComparison.Ordinal)).Select(Words).ToList();
            throw new RefusedException(
                $"{Words(device)} is a hub, which QEMU cannot pass on{(behind.Count > 0 ? $"; behind it: {string.Join(", ", behind)}" : "; nothing is plugged into it")}", device.Name, "lend the devices behind it, or give the guest the whole USB controller ('pci' in passthrough.yaml)");
        }

        if (device.Number is null)
        {
            throw new RefusedException($"the kernel has given {Words(device)} no number yet", device.Name, "plug it in again");
        }

        foreach (var owner in sessions.Where(session => session.Leases.OfType<UsbLease>().Any(lease => lease.Bus == device.Bus && lease.Number == device.Number)).Select(session => session.Guest))
        {
            throw new RefusedException($"{Words(device)} is with guest '{owner}' already", device.Name, $"passthrough usb return {device.Name}");
        }

        if (IsWithProgram(device))
        {
            throw holders.Select(holder => sessions.FirstOrDefault(session => session.Process?.Id == holder.ProcessId)).OfType<SessionRecord>().FirstOrDefault() is { } session
                ? new RefusedException($"{Words(device)} is with guest '{session.Guest}', as its description says", device.Name, $"take it out of 'usb' of '{session.Guest}' in passthrough.yaml, and restart that guest")
                : new RefusedException(
                    $"{Words(device)} is in use by {(holders.IsEmpty ? "a program" : string.Join(", ", holders.Select(holder => $"{holder.Command} (pid {holder.ProcessId})").Distinct(StringComparer.Ordinal)))}", device.Name, "end that program, and lend the device again");
        }
    }

    /// <summary>Passes when the host has another keyboard or mouse.</summary>
    /// <param name="device">The device.</param>
    /// <param name="usb">The machine's USB.</param>
    /// <param name="command">The command that goes on nevertheless, for the message.</param>
    /// <exception cref="RefusedException">It has not; nothing was changed.</exception>
    public static void RequireOtherInput(UsbDevice device, UsbFacts usb, string command)
    {
        RequireOther(device, usb, "keyboard", "types", input => input.IsKeyboard, input => input.IsSureKeyboard, command);
        RequireOther(device, usb, "mouse", "points", input => input.IsMouse, input => input.IsSureMouse, command);
    }

    /// <summary>Passes when the host does not use a device as a disk.</summary>
    /// <param name="device">The device.</param>
    /// <param name="disks">The names of the block devices that it is.</param>
    /// <param name="storage">The machine's disks.</param>
    /// <param name="command">The command that goes on nevertheless, for the message.</param>
    /// <exception cref="RefusedException">It does; nothing was changed.</exception>
    public static void RequireUnused(UsbDevice device, IEnumerable<string> disks, StorageFacts storage, string command)
    {
        var uses = new DiskUses(storage);
        var active = disks.SelectMany(disk => uses.Of(disk)).Where(use => use.IsActive).Select(use => $"{use.Device} is {use.Words}").Distinct(StringComparer.Ordinal).ToList();
        if (active.Count > 0)
        {
            throw new RefusedException($"{Words(device)} is a disk that the host uses: {string.Join("; ", active)}. What is not written yet would be lost", device.Name, $"unmount it first (umount), or: {command}");
        }
    }

    /// <summary>True when a program, QEMU perhaps, has an interface of the device.</summary>
    internal static bool IsWithProgram(UsbDevice device) => device.Interfaces.Any(part => part.Driver is Program);

    /// <summary>A device in words.</summary>
    public static string Words(UsbDevice device) => $"{device.Name} ({device.Ids}{(device.ProductName is { } name ? $" {name}" : "")})";

    // As the whole machine is judged: where any input is surely of the kind, those that only may be do not count.
    private static void RequireOther(UsbDevice device, UsbFacts usb, string kind, string does, Func<HumanInput, bool> isKind, Func<HumanInput, bool> isSure, string command)
    {
        var here = usb.Inputs.Where(input => IsWithHost(input, usb)).ToList();
        var counted = here.Exists(input => isSure(input)) ? isSure : isKind;
        var own = here.Where(input => counted(input) && string.Equals(input.UsbDevice, device.Name, StringComparison.Ordinal)).ToList();
        if (own.Count > 0 && here.Count(counted) == own.Count)
        {
            throw new RefusedException($"{Words(device)} is the last {kind} of this machine: nobody {does} here until it is back", device.Name, $"have another one plugged in, or a way in over SSH, and: {command}");
        }
    }

    // What a guest has is no help at the desk.
    private static bool IsWithHost(HumanInput input, UsbFacts usb) =>
        usb.Devices.FirstOrDefault(device => string.Equals(device.Name, input.UsbDevice, StringComparison.Ordinal)) is not { } device || device.Interfaces.Any(part => part.Driver is not (null or Program));
}
