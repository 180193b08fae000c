using Passthrough.Host;

namespace Passthrough.Planning.Surroundings;

/// <summary>
/// Forwarding of IPv4 between the host's networks: sysctl.d(5). The running kernel is left as it is, because switching forwarding changes other settings of it that would not come back (the kernel's
/// <c>Documentation/networking/ip-sysctl.rst</c>); the reboot that the card needs anyway brings it.
/// </summary>
internal static class Forwarding
{
    /// <summary>The file's text.</summary>
    public const string Text =
        """
        # Written by passthrough; 'passthrough undo' takes it back.
        net.ipv4.ip_forward = 1

        """;

    /// <summary>The machine's own path of the file.</summary>
    public static string Path => HostRoots.Live.Etc("sysctl.d/90-passthrough.conf");

    /// <summary>The file.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="request">What was asked.</param>
    public static Surrounding Of(HostFacts facts, PlanRequest request)
    {
        if (!request.Forwarding)
        {
            return Surrounding.None;
        }

        var changes = OwnFile.Write(
            facts.Boot, "forwarding", "Forward IPv4 from the next start on",
            "Guests on a network of their own reach others only through the host. libvirt's NAT switches this on by itself; routed networks and bridges with own rules need it.",
            Path, Text, NewFileMode.Plain);
        return new Surrounding(changes, [new ForwardingIs(IsOn: true)], facts.Network.IsForwarding is false && !request.DefaultNetwork ? [new ForwardingIs(IsOn: false)] : []);
    }
}
