using Passthrough.Failures;
using Passthrough.Guests.Firmware;
using Passthrough.Host;
using Passthrough.Host.Reading;

namespace Passthrough.Guests;

/// <summary>Looks at the files that guests are made of.</summary>
public static class GuestFiles
{
    // docs/interop/qcow2.txt of QEMU: 'Q', 'F', 'I', 0xfb.
    private static ReadOnlySpan<byte> Qcow2Magic => [0x51, 0x46, 0x49, 0xfb];

    /// <summary>The firmware for UEFI guests.</summary>
    /// <param name="host">The machine's facts, which name the descriptors.</param>
    /// <param name="roots">The machine.</param>
    /// <returns>Null when none is installed.</returns>
    public static UefiFirmware? FindUefi(HostFacts host, HostRoots roots)
    {
        var reader = new MachineReader(roots);
        return UefiFirmware.Choose(host.Virtualization.OvmfDescriptors.Select(path => reader.ReadText(roots.Locate(path))));
    }

    /// <summary>A disk, its format told from its first bytes.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="path">The machine's own absolute path.</param>
    /// <exception cref="NotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidInputException">It is a folder.</exception>
    /// <exception cref="NeedsRootException">It may not be read.</exception>
    public static GuestDisk ReadDisk(HostRoots roots, string path)
    {
        Require(roots, path, "disk");
        try
        {
            using var file = File.OpenHandle(roots.Locate(path));
            Span<byte> beginning = stackalloc byte[4];
            var count = RandomAccess.Read(file, beginning, 0);
            var isQcow2 = count == beginning.Length && beginning.SequenceEqual(Qcow2Magic);
            var isDevice = path.StartsWith(roots.NameOf(roots.Dev()) + "/", StringComparison.Ordinal);
            return new GuestDisk(path, isQcow2 ? GuestDiskFormat.Qcow2 : GuestDiskFormat.Raw, isDevice);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new NeedsRootException($"the disk '{path}' cannot be read: {exception.Message}", path, "run the command with sudo", null, exception);
        }
    }

    /// <summary>Passes when all files of a guest are there.</summary>
    /// <exception cref="NotFoundException">One is missing.</exception>
    public static void RequireAll(HostRoots roots, GuestSpec guest)
    {
        foreach (var disk in guest.Disks)
        {
            Require(roots, disk.Path, "disk");
        }

        foreach (var path in new[] { guest.Firmware.CodePath, guest.Firmware.VariablesTemplatePath }.OfType<string>())
        {
            Require(roots, path, "firmware");
        }

        if (guest.OptionRomPath is { } rom)
        {
            Require(roots, rom, "option ROM");
        }

        if (guest.SerialLogPath is { } log && Path.GetDirectoryName(log) is { } folder && !Directory.Exists(roots.Locate(folder)))
        {
            throw new NotFoundException($"there is no folder '{folder}' for the serial log", folder, "make the folder; with libvirt it must be one that QEMU may write to, such as libvirt's own log folder");
        }
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
            throw new NotFoundException($"there is no {what} '{path}'", path);
        }
    }
}
