using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Passthrough.Failures;
using Passthrough.Native.Libvirt;

namespace Passthrough.Guests.Libvirt;

/// <summary>A connection to a libvirt daemon. Every failure is a <see cref="HypervisorException"/> with libvirt's own words.</summary>
public sealed class LibvirtConnection : IDisposable
{
    /// <summary>The system's daemon.</summary>
    public const string SystemUri = "qemu:///system";

    private readonly ConnectionHandle handle;
    private readonly string uri;

    private LibvirtConnection(ConnectionHandle handle, string uri)
    {
        this.handle = handle;
        this.uri = uri;
    }

    /// <summary>Connects.</summary>
    /// <param name="uri">Such as <see cref="SystemUri"/>.</param>
    /// <exception cref="HypervisorException">The library is not installed or the daemon does not answer.</exception>
    public static LibvirtConnection Open(string uri)
    {
        LibvirtLibrary.Require(LibvirtLibrary.Name);
        VirError.Silence();
        if (VirEvent.RegisterDefault() < 0)
        {
            throw Failed("libvirt's event loop cannot be registered", uri);
        }

        var opened = VirConnect.Open(uri);
        return opened.IsInvalid
            ? throw Failed($"libvirt does not answer at '{uri}'", uri, "systemctl start libvirtd (or virtqemud.socket)")
            : new LibvirtConnection(opened, uri);
    }

    /// <summary>Defines a domain, or replaces the definition of the domain with the same name and UUID. The text is checked against libvirt's schema.</summary>
    /// <param name="xml">The domain.</param>
    public void DefineXml(string xml)
    {
        using var domain = VirDomain.DefineXml(handle, xml, VirDomain.DefineValidate);
        if (domain.IsInvalid)
        {
            throw Failed("libvirt does not accept the domain", uri);
        }
    }

    /// <summary>True when a domain of this name is defined or running.</summary>
    public bool Exists(string name)
    {
        using var domain = Find(name);
        return domain is not null;
    }

    /// <summary>Starts a defined domain.</summary>
    public void Create(string name) => Run(name, VirDomain.Create, "start");

    /// <summary>Asks the guest to shut down (ACPI); it may not listen.</summary>
    public void Shutdown(string name) => Run(name, VirDomain.Shutdown, "shut down");

    /// <summary>Ends the domain at once.</summary>
    public void Destroy(string name) => Run(name, VirDomain.Destroy, "end");

    /// <summary>Forgets the domain with its UEFI variables, saved state and the records of its snapshots; disks stay.</summary>
    public void Undefine(string name)
    {
        using var domain = Need(name);
        // A driver that knows less than QEMU's refuses the whole request because of one flag.
        var isDone = VirDomain.Undefine(domain, VirDomain.UndefineEverything) >= 0
            || (VirError.Last() is (VirError.InvalidArgument, _, _) && VirDomain.Undefine(domain, 0) >= 0);
        if (!isDone)
        {
            throw Failed($"libvirt cannot undefine '{name}'", name);
        }
    }

    /// <summary>The state; null when there is no such domain.</summary>
    public DomainState? State(string name)
    {
        using var domain = Find(name);
        if (domain is null)
        {
            return null;
        }

        return VirDomain.GetState(domain, out var state, out _, 0) < 0 ? throw Failed($"libvirt cannot tell the state of '{name}'", name) : (DomainState)state;
    }

    /// <summary>The stored description; null when there is no such domain.</summary>
    /// <param name="name">The domain.</param>
    /// <param name="withSecrets">True for a description that is to be defined again: with the passwords in it.</param>
    public string? XmlDesc(string name, bool withSecrets = false)
    {
        using var domain = Find(name);
        if (domain is null)
        {
            return null;
        }

        return Describe(domain, name, withSecrets ? VirDomain.XmlInactive | VirDomain.XmlSecure : VirDomain.XmlInactive);
    }

    /// <summary>The description of a domain as it runs now.</summary>
    public string LiveXmlDesc(string name)
    {
        using var domain = Need(name);
        return Describe(domain, name, 0);
    }

    /// <summary>Plugs a device into a running domain; its stored description stays as it is.</summary>
    /// <param name="name">The domain.</param>
    /// <param name="xml">The device.</param>
    public void AttachDevice(string name, string xml) => Run(name, domain => VirDomain.AttachDevice(domain, xml, VirDomain.AffectLive), "plug a device into");

    /// <summary>Plugs a device out of a running domain. Whether QEMU has let it go tells <see cref="LiveXmlDesc"/>.</summary>
    /// <param name="name">The domain.</param>
    /// <param name="xml">The device.</param>
    public void DetachDevice(string name, string xml) => Run(name, domain => VirDomain.DetachDevice(domain, xml, VirDomain.AffectLive), "plug a device out of");

    /// <summary>The names of all domains, in ordinal order.</summary>
    public unsafe ImmutableArray<string> List()
    {
        var count = VirConnect.ListAllDomains(handle, out var pointers, 0);
        if (count < 0)
        {
            throw Failed("libvirt cannot list its domains", uri);
        }

        var names = new List<string>(count);
        for (var index = 0; index < count; index++)
        {
            using var domain = DomainHandle.Of(pointers[index]);
            names.Add(Marshal.PtrToStringUTF8(VirDomain.GetName(domain))!);
        }

        NativeMemory.Free(pointers);
        return [.. names.Order(StringComparer.Ordinal)];
    }

    /// <summary>Runs a QMP command without arguments in a running domain's QEMU.</summary>
    /// <param name="name">The domain.</param>
    /// <param name="command">QMP's name of the command, such as <c>query-pci</c>.</param>
    /// <returns>What QEMU returned.</returns>
    public JsonElement MonitorCommand(string name, string command)
    {
        LibvirtLibrary.Require(LibvirtLibrary.QemuName);
        using var domain = Need(name);
        var line = $"{{\"execute\":\"{JsonEncodedText.Encode(command)}\"}}";
        if (VirDomain.QemuMonitorCommand(domain, line, out var reply, 0) < 0)
        {
            throw Failed($"QEMU of '{name}' was not asked '{command}'", name);
        }

        try
        {
            using var document = JsonDocument.Parse(NativeText.Take(reply));
            return document.RootElement.TryGetProperty("return", out var value)
                ? value.Clone()
                : throw new HypervisorException($"QEMU of '{name}' refused '{command}': {document.RootElement}", name);
        }
        catch (JsonException exception)
        {
            throw new HypervisorException($"QEMU of '{name}' answered '{command}' with something that is no JSON", name, null, null, exception);
        }
    }

    /// <summary>
    /// Watches for the end of a domain from now on: begin before asking for it. The end is told when libvirt has cleaned up, the host's devices given back included.
    /// </summary>
    public DomainStopWatch WatchStop(string name)
    {
        using var domain = Need(name);
        return DomainStopWatch.Start(handle, domain, name);
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    internal static HypervisorException Failed(string what, string where, string? nextStep = null) =>
        VirError.Last() is var (code, domain, message)
            ? new HypervisorException($"{what}: {message} (libvirt error {code}, domain {domain})", where, nextStep)
            : new HypervisorException(what, where, nextStep);

    private static string Describe(DomainHandle domain, string name, uint flags)
    {
        var text = VirDomain.GetXmlDesc(domain, flags);
        return text == 0 ? throw Failed($"libvirt cannot describe '{name}'", name) : NativeText.Take(text);
    }

    private void Run(string name, Func<DomainHandle, int> call, string verb)
    {
        using var domain = Need(name);
        if (call(domain) < 0)
        {
            throw Failed($"libvirt cannot {verb} '{name}'", name);
        }
    }

    private DomainHandle Need(string name) =>
        Find(name) ?? throw new HypervisorException($"libvirt has no domain '{name}'", uri, $"passthrough guest start {name} defines it");

    private DomainHandle? Find(string name)
    {
        var domain = VirDomain.LookupByName(handle, name);
        if (!domain.IsInvalid)
        {
            return domain;
        }

        domain.Dispose();
        return VirError.Last() is (VirError.NoDomain, _, _) ? null : throw Failed($"libvirt cannot look for '{name}'", uri);
    }
}
