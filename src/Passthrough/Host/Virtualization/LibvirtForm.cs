namespace Passthrough.Host.Virtualization;

/// <summary>In which form libvirt is installed.</summary>
public enum LibvirtForm
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>One daemon for everything (<c>libvirtd</c>).</summary>
    Monolithic,

    /// <summary>A daemon for each driver (<c>virtqemud</c> and others).</summary>
    Modular,

    /// <summary>Both are installed; the socket that is there tells which one is meant (<see cref="LibvirtFacts.Sockets"/>).</summary>
    Both,
}
