namespace Passthrough.Guests.Pinning;

/// <summary>The processor as the guest sees it; the product of the four is the number of its virtual CPUs.</summary>
/// <param name="Sockets">Packages.</param>
/// <param name="Dies">Dies of a package, each with an L3 cache of its own.</param>
/// <param name="Cores">Cores of a die.</param>
/// <param name="Threads">Threads of a core.</param>
public sealed record GuestTopology(int Sockets, int Dies, int Cores, int Threads)
{
    /// <summary>The number of virtual CPUs.</summary>
    public int Vcpus => Sockets * Dies * Cores * Threads;
}
