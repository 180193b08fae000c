using System.Globalization;
using Passthrough.Guests.Display;
using Passthrough.Guests.Sound;
using Passthrough.Host.Virtualization;
using static Passthrough.Guests.Qemu.OptionText;

namespace Passthrough.Guests.Qemu;

/// <summary>What host and guest share: folders, and memory.</summary>
internal static class SharingArguments
{
    private const string ScreamPath = "/dev/shm/" + GuestSound.ScreamMemoryName;

    /// <summary>The arguments.</summary>
    public static IEnumerable<string> Of(GuestSpec guest, GuestPaths paths)
    {
        for (var index = 0; index < guest.Shares.Length; index++)
        {
            var name = "share" + index.ToString(CultureInfo.InvariantCulture);
            yield return "-chardev";
            yield return Join("socket", "id=" + name, "path=" + Value(paths.Share(index)));
            yield return "-device";
            yield return Join("vhost-user-fs-pci", "bus=" + QemuArguments.RootBus(guest), "chardev=" + name, "tag=" + Value(guest.Shares[index].Tag));
        }

        if (guest.LookingGlass is { } glass)
        {
            foreach (var argument in Memory(guest, LookingGlass.Name, glass.Memory == SharedMemoryKind.Kvmfr ? SharedMemory.NodePath : SharedMemory.FilePath, glass.SizeMiB))
            {
                yield return argument;
            }
        }

        if (guest.Sound.Backend == SoundBackend.ScreamMemory)
        {
            foreach (var argument in Memory(guest, GuestSound.ScreamMemoryName, ScreamPath, GuestSound.ScreamMemoryMiB))
            {
                yield return argument;
            }
        }

        if (guest.Memory.HasBalloon)
        {
            yield return "-device";
            yield return "virtio-balloon-pci,bus=" + QemuArguments.RootBus(guest);
        }
    }

    /// <summary>The files of the memory that programs of the host read and write too.</summary>
    /// <param name="guest">The guest.</param>
    public static IEnumerable<string> MemoryFiles(GuestSpec guest) =>
    [
        .. guest.LookingGlass is { Memory: SharedMemoryKind.Shm } ? (string[])[SharedMemory.FilePath] : [],
        .. guest.Sound.Backend == SoundBackend.ScreamMemory ? (string[])[ScreamPath] : [],
    ];

    private static IEnumerable<string> Memory(GuestSpec guest, string name, string path, int sizeMiB) =>
    [
        "-object", string.Create(CultureInfo.InvariantCulture, $"memory-backend-file,id={name},mem-path={path},size={sizeMiB}M,share=on"),
        "-device", $"ivshmem-plain,bus={QemuArguments.RootBus(guest)},memdev={name}",
    ];
}
