using System.Collections.Immutable;
using Passthrough.Changes.Files;
using Passthrough.Failures;
using Passthrough.Guests.Disks;
using Passthrough.Host;
using Passthrough.Host.Display;
using Passthrough.Host.Reading;
using Passthrough.Host.Storage;
using Passthrough.Native.Libc;

namespace Passthrough.Disks;

/// <summary>Refuses what would pull an image away from under somebody: QEMU's own locks, open files, loop devices, running guests, and images that stand on it.</summary>
/// <param name="roots">The machine.</param>
/// <param name="known">Guests' disks.</param>
internal sealed class ImageUses(HostRoots roots, KnownDisks known)
{
    private const int MostNamed = 4;

    /// <summary>Passes when nobody has the image: it may be written.</summary>
    /// <param name="image">The image.</param>
    /// <exception cref="RefusedException">Somebody has it; the message names who, where that can be known.</exception>
    public void RequireIdle(DiskImage image)
    {
        var running = known.Of(image.Identity).Concat(known.StandingOn(image.Identity)).Where(disk => disk.IsRunning).Select(disk => disk.Guest).Distinct(StringComparer.Ordinal).ToList();
        var holders = HoldersOf(image.Path);
        if (running.Count > 0 || !holders.IsEmpty || IsLocked(image.Path, ImageLock.IsOpen))
        {
            throw InUse(image.Path, running, holders);
        }
    }

    /// <summary>Passes when nobody writes the image or one that it stands on: it may be read, and others may be made to stand on it.</summary>
    /// <param name="image">The image.</param>
    /// <exception cref="RefusedException">Somebody writes it.</exception>
    public void RequireNotWritten(DiskImage image)
    {
        foreach (var (path, identity) in image.Files)
        {
            var writers = known.Of(identity).Where(disk => disk.IsRunning).Select(disk => disk.Guest).Distinct(StringComparer.Ordinal).ToList();
            if (writers.Count > 0 || IsLocked(path, ImageLock.IsWritten) || !LoopsOf(path).IsEmpty)
            {
                throw InUse(path, writers, HoldersOf(path));
            }
        }
    }

    /// <summary>Passes when no image stands on this one: what is written into it would change what they hold.</summary>
    /// <param name="image">The image.</param>
    /// <param name="except">One that may: the image whose content is being moved down.</param>
    /// <exception cref="RefusedException">One does.</exception>
    public void RequireNothingAbove(DiskImage image, FileIdentity? except = null)
    {
        var guest = known.StandingOn(image.Identity).FirstOrDefault(disk => disk.Identity != except);
        var neighbour = Neighbours(image.Folder).FirstOrDefault(file => file.Identity != except && file.Below.Contains(image.Identity));
        if (neighbour.Path is { } unfinished && unfinished.EndsWith(DiskCopyIn.UnfinishedEnding, StringComparison.Ordinal))
        {
            throw new RefusedException(
                $"an earlier 'disk copy-in' was cut off while it wrote '{image.Path}'; '{unfinished}' still holds all that it was to write", image.Path, $"finish it: passthrough disk commit --delete {unfinished}");
        }

        if (guest is not null || neighbour.Path is not null)
        {
            var owner = guest is null ? "" : $" of the guest '{guest.Guest}'";
            throw new RefusedException(
                $"'{guest?.Path ?? neighbour.Path}'{owner} stands on '{image.Path}': it would be destroyed if that were changed",
                image.Path,
                "commit or rebase that one first, or delete it if nobody needs it");
        }
    }

    /// <summary>Images that a killed command has left beside a file, in ordinal order.</summary>
    /// <param name="target">The file, from the root.</param>
    public static ImmutableArray<string> LeftoversOf(string target)
    {
        var folder = Path.GetDirectoryName(target)!;
        var start = Path.GetFileName(target) + ".";
        return
        [
            .. Names(folder)
                .Where(name => name.StartsWith(start, StringComparison.Ordinal) && name.EndsWith(NewFile.PartialEnding, StringComparison.Ordinal) && name.Length > start.Length + NewFile.PartialEnding.Length)
                .Select(name => Path.Combine(folder, name))
                .Where(path => !IsLocked(path, ImageLock.IsOpen))
                .Order(StringComparer.Ordinal),
        ];
    }

    // Only files that look like qcow2 stand on others. What a killed command left does not count: nobody has it as a disk.
    private static IEnumerable<(string Path, FileIdentity Identity, ImmutableArray<FileIdentity> Below)> Neighbours(string folder)
    {
        foreach (var path in Names(folder).Where(name => !name.EndsWith(NewFile.PartialEnding, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name => Path.Combine(folder, name)))
        {
            if (IdentityOf(path) is { } identity && ImageReader.FilesBelow(path, GuestDiskFormat.Qcow2) is { IsEmpty: false } below)
            {
                yield return (path, identity, below);
            }
        }
    }

    // Null for what is no file, or went away meanwhile.
    private static FileIdentity? IdentityOf(string path)
    {
        try
        {
            return ImageReader.Resolve(path).Status is { IsRegular: true } status ? FileIdentity.Of(status) : null;
        }
        catch (PassthroughException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Names(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A folder that may be passed through but not listed.
            return [];
        }
    }

    private static bool IsLocked(string path, Func<Microsoft.Win32.SafeHandles.SafeFileHandle, bool> test)
    {
        using var file = FileDescriptor.TryOpenForReading(path, followsLink: true, out _);
        return file is not null && test(file);
    }

    private ImmutableArray<string> LoopsOf(string path) =>
        [.. StorageReader.Read(new MachineReader(roots)).Devices.Where(device => string.Equals(device.BackingFile, path, StringComparison.Ordinal)).Select(device => roots.NameOf(roots.Dev(device.Name)))];

    private ImmutableArray<string> HoldersOf(string path) =>
    [
        .. HolderReader.Read(new MachineReader(roots), [path]).Holders
            .Where(holder => holder.ProcessId != Environment.ProcessId)
            .Select(holder => $"{holder.Command} (process {holder.ProcessId})"),
        .. LoopsOf(path),
    ];

    private static RefusedException InUse(string path, List<string> guests, ImmutableArray<string> holders)
    {
        string[] names = [.. guests.Select(guest => $"the guest '{guest}'"), .. holders];
        var who = names.Length == 0 ? "a program that this user may not look into" : string.Join(", ", names.Take(MostNamed));
        var next = guests is [var guest, ..] ? $"stop the guest first: passthrough guest stop {guest}, or virsh shutdown {guest}"
            : names.Length > 0 ? "end that first"
            : "end it first; root sees which process it is";
        return new RefusedException($"'{path}' is in use: {who}", path, next);
    }
}
