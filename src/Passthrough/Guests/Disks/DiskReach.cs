using Passthrough.Changes.Files;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Reading;
using Passthrough.Host.Security;
using Passthrough.Planning;
using Passthrough.Planning.Surroundings;

namespace Passthrough.Guests.Disks;

/// <summary>
/// Whether QEMU under libvirt may come to the guest's images. libvirt gives an image to QEMU's user for as long as the guest runs and writes its rules for AppArmor and SELinux, but leaves the folders on the way as they are
/// (<see href="https://libvirt.org/drvqemu.html">QEMU driver, "Driver security architecture"</see>): a home that is closed to others is the usual trouble.
/// </summary>
internal static class DiskReach
{
    /// <summary>Passes when it may, and when that cannot be told: a user that is no root sees neither all folders nor libvirt's configuration.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="guest">The guest. Plain QEMU opens its images as root, before it becomes anybody else.</param>
    /// <param name="host">The machine's facts, read for guests.</param>
    /// <exception cref="RefusedException">A folder is closed to it.</exception>
    public static void Require(HostRoots roots, GuestSpec guest, HostFacts host)
    {
        if (guest.Runtime != GuestRuntime.Libvirt || QemuUser.Of(host, GroupFile.Parse(new MachineReader(roots).ReadText(roots.Etc("group")))) is not { PassesChecks: false } user)
        {
            return;
        }

        foreach (var disk in guest.Disks.Where(disk => !disk.IsBlockDevice))
        {
            if (ClosedFolder(roots, disk.Path, user) is { } folder)
            {
                throw new RefusedException(
                    $"libvirt runs guests as {user.Name}, who may not enter {folder}, where the disk '{disk.Path}' is",
                    disk.Path,
                    $"let that user pass: sudo setfacl -m u:{user.Name}:x {ShellWord.Of(folder)}; or keep the disk in {roots.NameOf(roots.Var("lib/libvirt/images"))}");
            }
        }
    }

    private static string? ClosedFolder(HostRoots roots, string path, QemuUser user)
    {
        try
        {
            return PathAccessReader.Read(roots, FileStates.Resolve(roots, path)).SkipLast(1).FirstOrDefault(folder => !folder.Allows(user.User, user.Groups, AccessList.Enter))?.Path;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
