using Passthrough.Guests.Design;
using Passthrough.Host;
using Passthrough.Host.Distribution;

namespace Passthrough.Intent;

/// <summary>Designs guests of the intent for one machine.</summary>
public static class GuestDesigns
{
    /// <summary>The guest with every choice made; problems name file, line and key.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="file">The intent.</param>
    /// <param name="entry">One of its guests.</param>
    /// <param name="host">The machine's facts, read for guests.</param>
    /// <exception cref="Failures.PassthroughException">As <see cref="GuestDesigner.Design"/> throws.</exception>
    public static GuestDesign Of(HostRoots roots, IntentFile file, GuestEntry entry, HostFacts host) =>
        GuestDesigner.Design(entry.Guest, host, MachineSeed.Read(roots), key => entry.PlaceOf(file, key));
}
