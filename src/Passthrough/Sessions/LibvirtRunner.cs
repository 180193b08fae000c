using System.Text.Json;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Libvirt;
using Passthrough.Host;

namespace Passthrough.Sessions;

/// <summary>Guests as domains of libvirt.</summary>
/// <param name="uri">The daemon.</param>
internal sealed class LibvirtRunner(string uri) : IGuestRunner
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
        return Task.FromResult<ProcessIdentity?>(null);
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
    public void Forget(string name)
    {
        using var connection = LibvirtConnection.Open(uri);
        if (connection.XmlDesc(name) is { } xml && DomainXml.DefinitionOf(xml) is not null)
        {
            connection.Undefine(name);
        }
    }

    /// <summary>Defines the guest's domain unless libvirt has this very definition: what the person changed in it by hand stays until the guest itself changes.</summary>
    /// <exception cref="RefusedException">libvirt has a domain of this name that is not this program's.</exception>
    public void Define(GuestSpec guest, HostFacts host)
    {
        using var connection = LibvirtConnection.Open(uri);
        Define(connection, guest, host);
    }

    private static void Define(LibvirtConnection connection, GuestSpec guest, HostFacts host)
    {
        var wanted = DomainXml.Of(guest, host).ToString();
        var present = connection.XmlDesc(guest.Name);
        if (present is not null && DomainXml.DefinitionOf(present) is null)
        {
            throw new RefusedException(
                $"libvirt has a domain '{guest.Name}' that passthrough did not make; it was not touched", guest.Name, "choose another name for the guest");
        }

        if (present is null || !string.Equals(DomainXml.DefinitionOf(present), DomainXml.DefinitionOf(wanted), StringComparison.Ordinal))
        {
            connection.DefineXml(wanted);
        }
    }
}
