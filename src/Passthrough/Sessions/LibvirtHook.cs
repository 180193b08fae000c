using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Editing;
using Passthrough.Guests.Input;
using Passthrough.Guests.Libvirt;
using Passthrough.Host;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;
using Passthrough.Intent;
using Passthrough.Sessions.Monitors;

namespace Passthrough.Sessions;

/// <summary>
/// What libvirt's daemon calls before it starts and after it has ended a domain (<c>/etc/libvirt/hooks/qemu.d/</c>, https://libvirt.org/hooks.html), so that a guest started from virt-manager or virsh
/// takes and gives back as one started by this program. It never calls libvirt: the daemon waits for it.
/// </summary>
/// <param name="roots">The machine.</param>
public sealed class LibvirtHook(HostRoots roots)
{
    private const string Prepare = "prepare";
    private const string Started = "started";
    private const string Release = "release";

    /// <summary>True for a call in which this program has anything to do, whatever the guest.</summary>
    /// <param name="operation">The second argument.</param>
    public static bool Concerns(string operation) => operation is Prepare or Started or Release;

    /// <summary>Does what belongs to a call.</summary>
    /// <param name="name">The domain's name.</param>
    /// <param name="operation">What happens to it.</param>
    /// <param name="xml">The domain.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What was given back, or is to be told; null for nothing.</returns>
    /// <exception cref="PassthroughException">The guest cannot have what it needs; libvirt does not start it.</exception>
    public async Task<ReleaseResult?> RunAsync(string name, string operation, string xml, CancellationToken cancellation)
    {
        if (DomainXml.DefinitionOf(xml) is null)
        {
            return null;
        }

        var record = SessionStore.Read(roots, name);
        if (record is not null && record.Owner.IsAlive(roots) && record.Owner != Daemon())
        {
            // A command of this program is at it, before and after it asks libvirt, and switches monitors itself.
            return null;
        }

        switch (operation)
        {
            case Prepare:
                await AcquireAsync(name, xml, cancellation);
                return null;
            case Started when record is not null && GuestProcess.Read(roots, name, GuestRuntime.Libvirt) is { } process:
                SessionStore.Write(roots, record with { Process = process });
                var notes = await new MonitorSwitch(roots).SwitchAsync(name, IntentStore.Read(roots).Find(name)?.Monitors ?? [], cancellation);
                return notes.IsEmpty ? null : new ReleaseResult(name, [], notes, []);
            case Release when record is not null:
                return await new SessionKeeper(roots).ReleaseAsync(name, cancellation);
            default:
                return null;
        }
    }

    /// <summary>What a domain gets from the host: PCI functions, and the paths of keyboards and mice that it shares; nothing when the text is no domain.</summary>
    /// <param name="xml">The domain.</param>
    internal static (ImmutableHashSet<PciAddress> Functions, ImmutableHashSet<string> Inputs) DevicesOf(string xml)
    {
        try
        {
            var domain = DomainText.Parse("the domain", xml);
            return (
                [.. CardEditor.AddressesOf(domain)],
                [.. DomainNodes.Devices(domain, "input").Where(input => input["type"] is "evdev").Select(input => input.Find("source")?["dev"]).OfType<string>()]);
        }
        catch (InvalidInputException)
        {
            return ([], []);
        }
    }

    private async Task AcquireAsync(string name, string xml, CancellationToken cancellation)
    {
        var intent = IntentStore.Read(roots);
        if (intent.EntryOf(name) is not { } entry)
        {
            return;
        }

        var host = HostReader.Read(roots, HostReadScope.Guests);
        var guest = GuestDesigns.Of(roots, intent, entry, host).Guest;

        // What the person took out of the domain stays with the host.
        var (functions, inputs) = DevicesOf(xml);
        await new GuestSession(roots).AcquireAsync(
            guest with
            {
                Devices = [.. guest.Devices.Where(device => functions.Contains(device.Device.Address))],
                // A device that the domain still names itself must not be taken away from under it.
                Input = guest.Input with { Evdev = [.. guest.Input.Evdev.Where(device => inputs.Contains(EvdevProxy.OpenedPath(guest, device)))] },
            },
            host, Daemon(), key => entry.PlaceOf(intent, key) + ": ", cancellation);
    }

    // libvirt's daemon runs the hook itself, or a shell that stands in its folder.
    private ProcessIdentity Daemon()
    {
        var own = ProcessIdentity.Read(roots, Environment.ProcessId)!;
        return ProcessStat.Read(new MachineReader(roots), Environment.ProcessId)?.Parent is { } parent && ProcessIdentity.Read(roots, parent) is { } daemon ? daemon : own;
    }
}
