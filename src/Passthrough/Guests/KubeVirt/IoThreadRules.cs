using Passthrough.Guests.Disks;

namespace Passthrough.Guests.KubeVirt;

/// <summary>
/// I/O threads: KubeVirt makes one for each virtio disk with <c>dedicatedIOThread</c> and, by the policy <c>shared</c>, one for all other virtio disks; their numbers mean nothing.
/// </summary>
internal static class IoThreadRules
{
    /// <summary>True when any disk has one.</summary>
    public static bool HasAny(GuestSpec guest) => guest.Disks.Any(HasOne);

    /// <summary>True for a disk that has a thread for itself while others have another.</summary>
    public static bool IsDedicated(GuestSpec guest, GuestDisk disk) =>
        HasOne(disk) && guest.Disks.Count(HasOne) > 1 && guest.Disks.Count(other => HasOne(other) && other.IoThread == disk.IoThread) == 1;

    /// <summary>What cannot be said.</summary>
    public static IEnumerable<NotKept> NotKept(GuestSpec guest)
    {
        var kept = guest.Disks.Count(disk => IsDedicated(guest, disk)) + (guest.Disks.Any(disk => HasOne(disk) && !IsDedicated(guest, disk)) ? 1 : 0);
        if (kept != guest.Cpu.IoThreads)
        {
            yield return new NotKept("cpu.io-threads", $"{kept} in place of {guest.Cpu.IoThreads}: KubeVirt makes them for virtio disks, one for each that has one of its own, and one for the others together");
        }

        foreach (var disk in guest.Disks)
        {
            if (disk.IoThread is not null && !HasOne(disk))
            {
                yield return new NotKept(DiskSection.KeyOf(guest, disk) + ".io-thread", $"KubeVirt gives I/O threads to virtio disks, not to {EnumWord.Of(disk.Bus)}");
            }
            else if (disk is { IoThread: null, Bus: GuestDiskBus.Virtio } && HasAny(guest))
            {
                yield return new NotKept(DiskSection.KeyOf(guest, disk) + ".io-thread", "where any disk has an I/O thread, all virtio disks have: the shared one serves it");
            }
        }
    }

    private static bool HasOne(GuestDisk disk) => disk is { IoThread: not null, Bus: GuestDiskBus.Virtio };
}
