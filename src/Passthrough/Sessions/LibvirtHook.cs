using System.Collections.Immutable;
using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Passthrough.Failures;
using Passthrough.Guests;
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
        switch (operation)
        {
            case Prepare or Release when record is not null && record.Owner.IsAlive(roots) && record.Owner != Daemon():
                // A command of this program is at it, before and after it asks libvirt.
                return null;
            case Prepare:
                await AcquireAsync(name, xml, cancellation);
                return null;
            case Started when record is not null && GuestProcess.Read(roots, name, GuestRuntime.Libvirt) is { } process:
                SessionStore.Write(roots, record with { Process = process });

                // A command of this program switches them itself.
                var monitors = record.Owner == Daemon() ? IntentStore.Read(roots).Find(name)?.Monitors ?? [] : [];
                var notes = await new MonitorSwitch(roots).SwitchAsync(name, monitors, cancellation);
                return notes.IsEmpty ? null : new ReleaseResult(name, [], notes, []);
            case Release when record is not null:
                return await new SessionKeeper(roots).ReleaseAsync(name, cancellation);
            default:
                return null;
        }
    }

    /// <summary>The PCI functions that a domain gets from the host; empty when the text is no domain.</summary>
    /// <param name="xml">The domain.</param>
    internal static ImmutableHashSet<PciAddress> FunctionsOf(string xml)
    {
        try
        {
            return
            [
                .. from device in XDocument.Parse(xml).Root?.Element("devices")?.Elements("hostdev") ?? []
                   where device.Attribute("type")?.Value is "pci"
                   let address = device.Element("source")?.Element("address")
                   let text = address is null ? null : $"{Hex(address, "domain"):x4}:{Hex(address, "bus"):x2}:{Hex(address, "slot"):x2}.{Hex(address, "function"):x}"
                   where text is not null && PciAddress.TryParse(text, out _)
                   select PciAddress.Parse(text),
            ];
        }
        catch (XmlException)
        {
            return [];
        }
    }

    private static int Hex(XElement address, string name) =>
        address.Attribute(name)?.Value is { } text
        && int.TryParse(text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text.AsSpan(2) : text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : 0;

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
        var functions = FunctionsOf(xml);
        await new GuestSession(roots).AcquireAsync(guest with { Devices = [.. guest.Devices.Where(device => functions.Contains(device.Device.Address))] }, host, Daemon(), key => $"{intent.Path}:{entry.LineOf(key)}: {key}: ", cancellation);
    }

    // libvirt's daemon runs the hook itself, or a shell that stands in its folder.
    private ProcessIdentity Daemon()
    {
        var own = ProcessIdentity.Read(roots, Environment.ProcessId)!;
        return ParentOf(Environment.ProcessId) is { } parent && ProcessIdentity.Read(roots, parent) is { } daemon ? daemon : own;
    }

    private int? ParentOf(int process)
    {
        const int Parent = 1;
        var stat = new MachineReader(roots).ReadText(roots.Proc($"{process.ToString(CultureInfo.InvariantCulture)}/stat"));
        var fields = stat?[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields?.Length > Parent && int.TryParse(fields[Parent], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
    }
}
