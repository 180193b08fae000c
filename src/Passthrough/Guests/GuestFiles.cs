using Passthrough.Changes.Files;
using Passthrough.Disks;
using Passthrough.Failures;
using Passthrough.Guests.Description;
using Passthrough.Guests.Disks;
using Passthrough.Guests.Firmware;
using Passthrough.Host;
using Passthrough.Host.Reading;
using Passthrough.Planning;

namespace Passthrough.Guests;

/// <summary>Looks at the files that guests are made of.</summary>
public static class GuestFiles
{
    private const string Disk = "disk";

    /// <summary>A disk as it is to be written down, its format told from its first bytes.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="path">The machine's own absolute path.</param>
    /// <exception cref="NotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidInputException">It is a folder.</exception>
    /// <exception cref="NeedsRootException">It may not be read.</exception>
    public static DiskDescription ReadDisk(HostRoots roots, string path)
    {
        Require(roots, path, Disk);
        try
        {
            using var file = File.OpenHandle(roots.Locate(path));
            Span<byte> beginning = stackalloc byte[4];
            var count = RandomAccess.Read(file, beginning, 0);
            var isQcow2 = count == beginning.Length && beginning.SequenceEqual(Qcow2Header.Magic);
            return new DiskDescription(path) { Format = isQcow2 ? GuestDiskFormat.Qcow2 : GuestDiskFormat.Raw };
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new NeedsRootException($"the disk '{path}' cannot be read: {exception.Message}", path, "run the command with sudo", null, exception);
        }
    }

    /// <summary>Passes when all files of a guest are there, and its disks are no one else's.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="guest">The guest.</param>
    /// <param name="host">The machine's facts, read for guests.</param>
    /// <exception cref="NotFoundException">A file or a program beside QEMU is missing.</exception>
    /// <exception cref="RefusedException">The host uses a disk, QEMU may not come to one, or the UEFI variables are another firmware's.</exception>
    public static void RequireAll(HostRoots roots, GuestSpec guest, HostFacts host)
    {
        foreach (var disk in guest.Disks)
        {
            Require(roots, disk.Path, disk.Kind == GuestDiskKind.Disk ? Disk : "disc");
            if (disk is { IsBlockDevice: true, Kind: GuestDiskKind.Disk })
            {
                DiskRules.RequireFree(disk.Path, DeviceName(roots, disk.Path), host.Storage);
            }
        }

        DiskRules.RequireFree(guest, host);
        DiskReach.Require(roots, guest, host);
        foreach (var path in new[] { guest.Firmware.CodePath, guest.Firmware.VariablesTemplatePath }.OfType<string>())
        {
            Require(roots, path, "firmware");
        }

        foreach (var rom in guest.Devices.Select(device => device.OptionRomPath).OfType<string>())
        {
            Require(roots, rom, "option ROM");
        }

        foreach (var device in guest.Input.Evdev)
        {
            Require(roots, device.Path, "input device");
        }

        foreach (var share in guest.Shares.Where(share => !Directory.Exists(roots.Locate(share.Path))))
        {
            throw new NotFoundException($"there is no folder '{share.Path}' to share", share.Path);
        }

        if (guest.SerialLogPath is { } log && Path.GetDirectoryName(log) is { } folder && !Directory.Exists(roots.Locate(folder)))
        {
            throw new NotFoundException($"there is no folder '{folder}' for the serial log", folder, "make the folder; with libvirt it must be one that QEMU may write to, such as libvirt's own log folder");
        }

        RequireOwnVariables(roots, guest);
        RequirePrograms(guest, host);
    }

    // Plain QEMU would wait for them for ever, or say no more than that a connection was reset.
    private static void RequirePrograms(GuestSpec guest, HostFacts host)
    {
        if (guest is { Runtime: GuestRuntime.Qemu, Tpm: not null } && !host.Firmware.HasSwtpm)
        {
            throw new NotFoundException("swtpm, which is the guest's TPM, is not installed", guest.Name, "install the package 'swtpm', or say 'tpm: off'");
        }

        if (guest is { Runtime: GuestRuntime.Qemu, Shares.IsEmpty: false } && host.Virtualization.VirtiofsdPath is null)
        {
            throw new NotFoundException("virtiofsd, which serves shared folders, is not installed", guest.Name, "install the package 'virtiofsd' (Debian 12, Ubuntu 22.04: 'qemu-system-common'), or leave 'shares' away");
        }
    }

    // A store of another flash's size makes OVMF start without any of the guest's variables, or not at all.
    private static void RequireOwnVariables(HostRoots roots, GuestSpec guest)
    {
        var reader = new MachineReader(roots);
        var store = roots.Locate(GuestPaths.VariablesOf(roots, guest.Runtime, guest.Name));
        if (guest.Firmware is { Format: FirmwareFormat.Raw, VariablesTemplatePath: { } template }
            && reader.Length(store) is { } own && reader.Length(roots.Locate(template)) is { } fitting && own != fitting)
        {
            throw new RefusedException(
                $"the guest's UEFI variables are {own} bytes and those of {guest.Firmware.CodePath} are {fitting}: they are for another firmware",
                roots.NameOf(store),
                "name the firmware that the guest was made with (firmware: code and variables), or move the store away to begin with an empty one");
        }
    }

    /// <summary>The name in sysfs of what a path leads to; null for what is not below <c>/dev</c>.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="path">The machine's own absolute path.</param>
    internal static string? DeviceName(HostRoots roots, string path)
    {
        var devices = roots.NameOf(roots.Dev()) + "/";
        var node = FileStates.Resolve(roots, path);
        return node.StartsWith(devices, StringComparison.Ordinal) ? node[devices.Length..].Replace('/', '!') : null;
    }

    private static void Require(HostRoots roots, string path, string what)
    {
        var found = roots.Locate(path);
        if (Directory.Exists(found))
        {
            throw new InvalidInputException($"the {what} '{path}' is a folder", path);
        }

        if (!Path.Exists(found))
        {
            throw new NotFoundException($"there is no {what} '{path}'", path, what is Disk && !path.StartsWith("/dev/", StringComparison.Ordinal) ? $"give another path, or make an empty disk: qemu-img create -f qcow2 {ShellWord.Of(path)} 64G" : "give the path of a file that is there");
        }
    }
}
