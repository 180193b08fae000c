namespace Passthrough.Guests.Display;

/// <summary>The memory through which Looking Glass shows the card's picture in a window of the host.</summary>
/// <param name="Memory">What it is made of.</param>
/// <param name="SizeMiB">How much, in MiB.</param>
public sealed record LookingGlass(SharedMemoryKind Memory, int SizeMiB)
{
    /// <summary>The memory's name: libvirt's, and its file's below <c>/dev/shm</c>.</summary>
    public const string Name = "looking-glass";
}
