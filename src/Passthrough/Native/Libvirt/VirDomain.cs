using System.Runtime.InteropServices;

namespace Passthrough.Native.Libvirt;

/// <summary>The life of a domain. Calls that return a number return a negative one on error.</summary>
internal static partial class VirDomain
{
    /// <summary><c>VIR_DOMAIN_DEFINE_VALIDATE</c>: check against the schema.</summary>
    public const uint DefineValidate = 1;

    /// <summary><c>VIR_DOMAIN_XML_SECURE</c>: passwords too, without which a definition that is read and written again would lose them.</summary>
    public const uint XmlSecure = 1;

    /// <summary><c>VIR_DOMAIN_XML_INACTIVE</c>: the stored description, also while the domain runs.</summary>
    public const uint XmlInactive = 2;

    /// <summary><c>VIR_DOMAIN_AFFECT_LIVE</c>: the running domain, not its stored description.</summary>
    public const uint AffectLive = 1;

    /// <summary><c>VIR_DOMAIN_UNDEFINE_MANAGED_SAVE | SNAPSHOTS_METADATA | NVRAM | CHECKPOINTS_METADATA</c>.</summary>
    public const uint UndefineEverything = 1 | 2 | 4 | 16;

    /// <summary>Finds a domain; an invalid handle when there is none.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainLookupByName", StringMarshalling = StringMarshalling.Utf8)]
    public static partial DomainHandle LookupByName(ConnectionHandle connection, string name);

    /// <summary>Defines a domain; an invalid handle on error.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainDefineXMLFlags", StringMarshalling = StringMarshalling.Utf8)]
    public static partial DomainHandle DefineXml(ConnectionHandle connection, string xml, uint flags);

    /// <summary>Starts a defined domain.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainCreate")]
    public static partial int Create(DomainHandle domain);

    /// <summary>Asks the guest to shut down.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainShutdown")]
    public static partial int Shutdown(DomainHandle domain);

    /// <summary>Ends the domain at once.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainDestroy")]
    public static partial int Destroy(DomainHandle domain);

    /// <summary>Forgets a domain.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainUndefineFlags")]
    public static partial int Undefine(DomainHandle domain, uint flags);

    /// <summary>The state (virDomainState) and its reason.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainGetState")]
    public static partial int GetState(DomainHandle domain, out int state, out int reason, uint flags);

    /// <summary>The description, to be freed with free(3); 0 on error.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainGetXMLDesc")]
    public static partial nint GetXmlDesc(DomainHandle domain, uint flags);

    /// <summary>The name; belongs to the domain.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainGetName")]
    public static partial nint GetName(DomainHandle domain);

    /// <summary>A QMP command and its reply, to be freed with free(3).</summary>
    [LibraryImport(LibvirtLibrary.QemuName, EntryPoint = "virDomainQemuMonitorCommand", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int QemuMonitorCommand(DomainHandle domain, string command, out nint result, uint flags);

    /// <summary>Plugs a device in.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainAttachDeviceFlags", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int AttachDevice(DomainHandle domain, string xml, uint flags);

    /// <summary>Plugs a device out; waits for QEMU as long as libvirt does, which is not for good.</summary>
    [LibraryImport(LibvirtLibrary.Name, EntryPoint = "virDomainDetachDeviceFlags", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int DetachDevice(DomainHandle domain, string xml, uint flags);
}
