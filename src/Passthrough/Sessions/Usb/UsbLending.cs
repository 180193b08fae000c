using System.Collections.Immutable;
using Passthrough.Changes;
using Passthrough.Failures;
using Passthrough.Guests.Devices;
using Passthrough.Guests.Libvirt;
using Passthrough.Host;
using Passthrough.Host.Display;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;
using Passthrough.Host.Storage;
using Passthrough.Host.Usb;
using Passthrough.Intent;
using Passthrough.Native.Libc;
using Passthrough.Sessions.Leases;

namespace Passthrough.Sessions.Usb;

/// <summary>Lends USB devices to running guests and takes them back. What is lent stands in the guest's session record before its effect: its end, whatever ends it, gives it back.</summary>
/// <param name="roots">The machine.</param>
/// <param name="libvirtUri">libvirt's daemon.</param>
public sealed class UsbLending(HostRoots roots, string libvirtUri = LibvirtConnection.SystemUri)
{
    /// <summary>Lends a device to a running guest.</summary>
    /// <param name="name">The device.</param>
    /// <param name="guest">The guest.</param>
    /// <param name="agreement">What may be lent although the host cannot well do without it.</param>
    /// <param name="command">The command that this is, without the agreement, for messages.</param>
    /// <param name="cancellation">Gives up; nothing is lent then.</param>
    /// <exception cref="NotFoundException">There is no such device, or no such guest.</exception>
    /// <exception cref="RefusedException">See <see cref="UsbLoanRules"/>; or the guest does not run.</exception>
    /// <exception cref="NeedsRootException">Not root.</exception>
    /// <exception cref="BusyException">The guest is being started.</exception>
    /// <exception cref="HypervisorException">libvirt or QEMU does not take it; the host has it back.</exception>
    public async Task<UsbLoan> LendAsync(UsbName name, string guest, UsbAgreement agreement, string command, CancellationToken cancellation = default)
    {
        Rights.RequireRoot(roots, command);
        using var turn = await SessionLock.TakeAsync(roots, cancellation);
        var record = NeedRunning(guest);
        var reader = new MachineReader(roots);
        var usb = UsbReader.Read(reader, DeviceReader.Read(reader, PciReadScope.Lists).Pci);
        var device = UsbLoanRules.Find(usb, name);
        UsbLoanRules.RequireFree(device, usb, SessionStore.ReadAll(roots), HoldersOf(reader, device));
        if (agreement == UsbAgreement.None)
        {
            UsbLoanRules.RequireOtherInput(device, usb, $"sudo passthrough {command} --yes");
        }

        if (agreement != UsbAgreement.Everything)
        {
            var disks = UsbDisks.Of(reader, device.Name);
            UsbLoanRules.RequireUnused(device, disks, disks.IsEmpty ? StorageFacts.None : StorageReader.Read(reader), $"sudo passthrough {command} --yes");
        }

        // What was unplugged while it was lent, and another device in the port now.
        foreach (var session in SessionStore.ReadAll(roots))
        {
            foreach (var left in session.Leases.OfType<UsbLease>().Where(lease => string.Equals(lease.Port, device.Name, StringComparison.Ordinal)))
            {
                await TakeBackAsync(SessionStore.Read(roots, session.Guest)!, left);
            }
        }

        cancellation.ThrowIfCancellationRequested();
        return UsbLoan.Of(guest, await LendAsync(SessionStore.Read(roots, guest) ?? record, device));
    }

    /// <summary>Takes a device back from the guest that has it.</summary>
    /// <param name="name">The device.</param>
    /// <param name="guest">The guest; null for whichever has it.</param>
    /// <param name="cancellation">Gives up waiting for its turn.</param>
    /// <exception cref="NotFoundException">No such device is lent.</exception>
    /// <exception cref="RefusedException">Several are.</exception>
    /// <exception cref="NeedsRootException">Not root.</exception>
    /// <exception cref="PassthroughException">The guest, or the host, does not let it go or take it; it stays on record, and may be tried again.</exception>
    public async Task<UsbLoan> ReturnAsync(UsbName name, string? guest, CancellationToken cancellation = default)
    {
        Rights.RequireRoot(roots, $"usb return {name}");
        using var turn = await SessionLock.TakeAsync(roots, cancellation);
        var found = Loans(guest).Where(loan => name.Fits(loan.Lease.Ids, loan.Lease.Port)).ToList();
        return found switch
        {
            [var (session, lease)] => UsbLoan.Of(session.Guest, lease, await TakeBackAsync(session, lease)),
            [] => throw new NotFoundException($"no USB device {name} is lent to {(guest is null ? "any guest" : $"'{guest}'")}", name.ToString(), "passthrough session status shows what is"),
            _ => throw new RefusedException(
                $"{found.Count} USB devices of the ids {name} are lent: from the ports {string.Join(", ", found.Select(loan => loan.Lease.Port))}", name.ToString(), $"name one by its port: passthrough usb return {found[0].Lease.Port}"),
        };
    }

    /// <summary>What is lent now, in the order of guests and of lending.</summary>
    public ImmutableArray<UsbLoan> Lent() => [.. Loans(null).Select(loan => UsbLoan.Of(loan.Session.Guest, loan.Lease))];

    private IEnumerable<(SessionRecord Session, UsbLease Lease)> Loans(string? guest) =>
        from session in SessionStore.ReadAll(roots)
        where guest is null || string.Equals(session.Guest, guest, StringComparison.Ordinal)
        from lease in session.Leases.OfType<UsbLease>()
        select (session, lease);

    private async Task<UsbLease> LendAsync(SessionRecord record, UsbDevice device)
    {
        var runner = GuestRunner.Of(roots, record.Runtime, libvirtUri);
        var lease = new UsbLease(
            device.Name,
            device.Ids,
            device.Bus,
            device.Number!.Value,
            device.ProductName,
            [.. device.Interfaces.Where(part => part.Driver is not null).Select(part => new UsbInterfaceDriver(part.Name, part.Driver!))],
            NodeOf(device, runner.OpensAs(record.Process!)));
        var lent = record with { Leases = record.Leases.Add(lease) };
        SessionStore.Write(roots, lent);
        try
        {
            await lease.TakeAsync(roots, [], CancellationToken.None);
            await runner.PlugInAsync(record.Guest, lease);
            return lease;
        }
        catch (PassthroughException)
        {
            await TakeBackAsync(lent, lease);
            throw;
        }
    }

    private async Task<string?> TakeBackAsync(SessionRecord record, UsbLease lease)
    {
        if (IsAlive(record))
        {
            await GuestRunner.Of(roots, record.Runtime, libvirtUri).PlugOutAsync(record.Guest, lease);
        }

        var note = await lease.ReturnAsync(roots, []);
        SessionStore.Write(roots, record with { Leases = record.Leases.Remove(lease) });
        return note;
    }

    private SessionRecord NeedRunning(string guest)
    {
        if (SessionStore.Read(roots, guest) is not { } record)
        {
            throw IntentStore.Read(roots).Find(guest) is null
                ? new NotFoundException($"there is no guest '{guest}'", guest, "passthrough guest list")
                : new RefusedException($"'{guest}' was not started by passthrough, or does not run", guest, $"passthrough guest start {guest}");
        }

        if (record.Process is null && record.Owner.IsAlive(roots))
        {
            throw new BusyException($"'{guest}' is being started (pid {record.Owner.Id})", guest, "wait until it has");
        }

        return IsAlive(record) ? record : throw new RefusedException($"'{guest}' does not run", guest, $"passthrough guest start {guest}");
    }

    private bool IsAlive(SessionRecord record) => record.Process?.IsAlive(roots) == true;

    private UsbNodeOwner? NodeOf(UsbDevice device, uint? user) =>
        user is { } during && FileStatus.Read(roots.Locate(UsbLease.NodeOf(device.Bus, device.Number!.Value))) is { } status && status.User != during ? new UsbNodeOwner(status.User, during, status.Group) : null;

    // A look into every process, for the one device of many that a program has.
    private static ImmutableArray<DeviceHolder> HoldersOf(MachineReader reader, UsbDevice device) =>
        device.Number is { } number && UsbLoanRules.IsWithProgram(device) ? HolderReader.Read(reader, [UsbLease.NodeOf(device.Bus, number)]).Holders : [];
}
