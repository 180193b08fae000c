using System.Text.Json;
using System.Xml.Linq;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Devices;
using Passthrough.Guests.Display;
using Passthrough.Guests.Editing;
using Passthrough.Guests.Libvirt;
using Passthrough.Host;
using Passthrough.Native.Libc;
using Passthrough.Processes;
using Passthrough.Sessions.Leases;

namespace Passthrough.Sessions;

/// <summary>Guests as domains of libvirt.</summary>
/// <param name="roots">The machine.</param>
/// <param name="uri">The daemon.</param>
internal sealed class LibvirtRunner(HostRoots roots, string uri) : IGuestRunner
{
    // How long libvirt may take to clean up after a domain that it ended itself.
    private static readonly TimeSpan EndLimit = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public GuestState StateOf(string name)
    {
        using var connection = LibvirtConnection.Open(uri);
        return connection.State(name) is null or DomainState.ShutOff or DomainState.Crashed ? GuestState.Off : GuestState.Running;
    }

    /// <inheritdoc/>
    public Task<ProcessIdentity?> StartAsync(GuestSpec guest, HostFacts host, CancellationToken cancellation)
    {
        using var connection = LibvirtConnection.Open(uri);
        Define(connection, guest, host);
        connection.Create(guest.Name);
        return Task.FromResult(GuestProcess.Read(roots, guest.Name, GuestRuntime.Libvirt));
    }

    /// <inheritdoc/>
    public async Task<bool> ShutDownAsync(string name, TimeSpan limit, CancellationToken cancellation)
    {
        using var connection = LibvirtConnection.Open(uri);
        using var watch = connection.WatchStop(name);
        connection.Shutdown(name);
        return await watch.WaitAsync(limit, cancellation);
    }

    /// <inheritdoc/>
    public async Task EndAsync(string name, CancellationToken cancellation)
    {
        using var connection = LibvirtConnection.Open(uri);
        using var watch = connection.WatchStop(name);
        connection.Destroy(name);
        if (!await watch.WaitAsync(EndLimit, cancellation))
        {
            throw new HypervisorException($"libvirt ended '{name}' and has not cleaned up after {EndLimit.TotalSeconds:0} s", name, "look into libvirt's log");
        }
    }

    /// <inheritdoc/>
    public Task<JsonElement> QueryPciAsync(string name, CancellationToken cancellation)
    {
        using var connection = LibvirtConnection.Open(uri);
        return Task.FromResult(connection.MonitorCommand(name, "query-pci"));
    }

    /// <inheritdoc/>
    public string ConsoleProgram => "virsh";

    /// <inheritdoc/>
    public Task<ToolCommand> ConsoleAsync(string name, CancellationToken cancellation)
    {
        using var connection = LibvirtConnection.Open(uri);
        var domain = XElement.Parse(connection.LiveXmlDesc(name));

        // virsh takes the first one, and takes a name of digits for the number of another domain.
        var uuid = domain.Element("devices")?.Element("console")?.Attribute("type")?.Value is "pty" ? domain.Element("uuid")?.Value : null;
        var command = new ToolCommand(ConsoleProgram, ["--connect", uri, "console", uuid ?? throw GuestConsole.Missing(name)]);
        return Task.FromResult(command);
    }

    /// <inheritdoc/>
    public Task PlugInAsync(string name, UsbLease device)
    {
        using var connection = LibvirtConnection.Open(uri);
        connection.AttachDevice(name, XmlOf(device));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task PlugOutAsync(string name, UsbLease device)
    {
        using var connection = LibvirtConnection.Open(uri);
        if (Has(connection, name, device))
        {
            connection.DetachDevice(name, XmlOf(device));
            if (Has(connection, name, device))
            {
                throw new HypervisorException($"QEMU of '{name}' has not let go of {device.Words} for as long as libvirt waits", name, $"passthrough usb return {device.Port}");
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public uint? OpensAs(ProcessIdentity process) => null;

    /// <inheritdoc/>
    public void Forget(string name)
    {
        using var connection = LibvirtConnection.Open(uri);
        if (connection.XmlDesc(name) is { } xml && DomainXml.DefinitionOf(xml) is not null)
        {
            connection.Undefine(name);
        }

        DefinitionStore.Remove(roots, name);
    }

    /// <summary>
    /// Brings libvirt's domain to what the guest is now. Only what has changed since the last time is changed in it: what libvirt added and what the person changed by hand stays.
    /// </summary>
    /// <exception cref="RefusedException">libvirt has a domain of this name that is not this program's, or the person changed the very thing that changes now.</exception>
    public void Define(GuestSpec guest, HostFacts host)
    {
        using var connection = LibvirtConnection.Open(uri);
        Define(connection, guest, host);
    }

    private void Define(LibvirtConnection connection, GuestSpec guest, HostFacts host)
    {
        var hasIpv4 = guest.Display == EmulatedDisplay.None || AddressLookup.FindsForServer(SpiceAddress.Usual);
        var present = connection.XmlDesc(guest.Name, withSecrets: true);
        if (present is null)
        {
            Give(connection, guest, DomainXml.Of(guest, host, hasIpv4: hasIpv4).ToString());
            return;
        }

        if (DomainXml.DefinitionOf(present) is not { } fingerprint)
        {
            throw new RefusedException(
                $"libvirt has a domain '{guest.Name}' that passthrough did not make; it was not touched", guest.Name, "choose another name for the guest, or change the domain itself: passthrough guest edit");
        }

        var last = DefinitionStore.Read(roots, guest.Name, fingerprint);
        var wanted = DomainXml.Of(guest, host, last is null ? null : XElement.Parse(last), XElement.Parse(present), hasIpv4).ToString();
        if (string.Equals(fingerprint, DomainXml.DefinitionOf(wanted), StringComparison.Ordinal))
        {
            return;
        }

        // Without the last definition nobody can tell what was changed by hand.
        Give(connection, guest, last is null ? wanted : Merged(guest, last, wanted, present), wanted);
    }

    private static string Merged(GuestSpec guest, string last, string wanted, string present)
    {
        var merged = DomainMerge.Apply(last, wanted, DomainText.Parse(guest.Name, present));
        return merged.Conflicts is [var conflict, ..]
            ? throw new RefusedException(
                $"libvirt's domain '{guest.Name}' was changed by hand where passthrough.yaml changes it too, at {conflict.Path}: it was {Words(conflict.Base)}, is {Words(conflict.Present)} and is to be {Words(conflict.Wanted)}; nothing was changed",
                guest.Name,
                $"take one of the two back: virsh edit {guest.Name}, or passthrough.yaml")
            : merged.Text.Text;
    }

    private static string XmlOf(UsbLease device) => DevicesXml.LentUsb(device.Bus, device.Number, device.DeviceId).ToString();

    private static bool Has(LibvirtConnection connection, string name, UsbLease device) =>
        XElement.Parse(connection.LiveXmlDesc(name)).Descendants("alias").Any(alias => string.Equals(alias.Attribute("name")?.Value, GuestFunction.LibvirtPrefix + device.DeviceId, StringComparison.Ordinal));

    private static string Words(string? node) => node is null ? "not there" : $"'{node}'";

    private void Give(LibvirtConnection connection, GuestSpec guest, string xml, string? definition = null)
    {
        DefinitionStore.Announce(roots, guest.Name, definition ?? xml);
        connection.DefineXml(xml);
        DefinitionStore.Settle(roots, guest.Name);
    }
}
