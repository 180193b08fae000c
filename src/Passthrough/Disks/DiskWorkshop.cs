using System.Collections.Immutable;
using Passthrough.Changes.Files;
using Passthrough.Failures;
using Passthrough.Guests.Disks;
using Passthrough.Host;
using Passthrough.Host.Distribution;
using Passthrough.Host.Reading;
using Passthrough.Host.Storage;
using Passthrough.Native.Libc;
using Passthrough.Processes;

namespace Passthrough.Disks;

/// <summary>What all commands about images share: the machine, guests' disks, tools with progress, and the checks before anything is written.</summary>
/// <param name="roots">The machine that the images are on.</param>
/// <param name="known">Guests' disks.</param>
/// <param name="onStep">Called when a step begins and as it goes on.</param>
/// <param name="cancellation">Ends the tool that runs, and then whatever was begun is taken away.</param>
public sealed class DiskWorkshop(HostRoots roots, KnownDisks known, Action<DiskStep> onStep, CancellationToken cancellation)
{
    private const string Btrfs = "btrfs";

    // What a shell says of a program that SIGINT or SIGTERM ended: Ctrl-C reaches the tools too.
    private const int EndedByInterrupt = 128 + 2;
    private const int EndedByTerminate = 128 + 15;

    /// <summary>Guests may read and write it as another user; libvirt gives it to them when they start.</summary>
    internal const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Guests' disks.</summary>
    internal KnownDisks Known => known;

    /// <summary>Who uses an image.</summary>
    internal ImageUses Uses { get; } = new(roots, known);

    /// <summary>The machine.</summary>
    internal HostRoots Roots => roots;

    internal DistributionFacts Distribution
    {
        get
        {
            var reader = new MachineReader(roots);
            return OsRelease.Parse(reader.ReadText(roots.Etc("os-release")) ?? reader.ReadText(roots.Usr("lib/os-release")));
        }
    }

    /// <summary>Reads an image.</summary>
    internal DiskImage Read(string path, GuestDiskFormat? format, bool readsChain = true, bool allowsDevice = false) => ImageReader.Read(path, format, known, readsChain, allowsDevice);

    /// <summary>Reads an image again whose format is known.</summary>
    internal DiskImage Again(DiskImage image, bool readsChain = true) => Read(image.Path, image.Format, readsChain);

    /// <summary>Passes when an image may be written: by this user, by QEMU, and because nobody has it.</summary>
    /// <param name="image">The image.</param>
    internal void RequireWritable(DiskImage image)
    {
        if (!AccessCheck.CanUse(image.Path))
        {
            throw new NeedsRootException($"'{image.Path}' may not be written by this user", image.Path, "run the command with sudo; is the file system mounted read-only?");
        }

        Uses.RequireIdle(image);
        RequireSound(image);
    }

    /// <summary>Passes when an image is not damaged, as far as it says itself.</summary>
    /// <param name="image">The image.</param>
    internal static void RequireSound(DiskImage image)
    {
        if (image.Header is { IsCorrupt: true })
        {
            throw new RefusedException($"'{image.Path}' is damaged: QEMU marked it so, and does not write it any more", image.Path, $"copy it, then: passthrough disk check --repair all {image.Path}");
        }
    }

    /// <summary>Passes when a new image may be made.</summary>
    /// <param name="path">The absolute path.</param>
    /// <param name="format">Its format.</param>
    internal static void RequireNew(string path, GuestDiskFormat format)
    {
        if (ImageFormats.OfName(path) is { } named && named != format)
        {
            throw new InvalidInputException(
                $"the name '{path}' says {ImageFormats.Word(named)} and the image is {ImageFormats.Word(format)}: who goes by the name destroys it", path, $"end the name with .{(format == GuestDiskFormat.Raw ? "raw" : ImageFormats.Word(format))}");
        }

        if (Path.GetDirectoryName(path) is { } folder && Directory.Exists(folder) && FileStatus.Read(path) is { IsBlockDevice: true })
        {
            throw new RefusedException(
                $"'{path}' is a block device: it is a disk already, and no image is made on it", path, $"give it to a guest as it is: passthrough guest create NAME --disk {path}; 'passthrough disks' shows the machine's disks");
        }

        NewFile.Require(path, overwrites: false, "give another name, or delete it if nobody needs it");
        if (!AccessCheck.CanMakeFilesIn(Path.GetDirectoryName(path)!))
        {
            throw new NeedsRootException($"this user may make no files in '{Path.GetDirectoryName(path)}'", path, "run the command with sudo, or give a name in another folder");
        }
    }

    /// <summary>Bytes that are free for this user where a folder lies; null when the file system does not tell.</summary>
    internal static long? FreeIn(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Passes when a folder has room.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="bytes">What is needed at most.</param>
    /// <param name="what">What for, in words.</param>
    /// <param name="nextStep">What else helps.</param>
    internal static void RequireRoom(string folder, long bytes, string what, string nextStep)
    {
        if (FreeIn(folder) is { } free && free < bytes)
        {
            throw new RefusedException($"{what} may need {ByteSize.Words(bytes)}, and '{folder}' has {ByteSize.Words(free)} free", folder, nextStep, ToolWords.NoSpace);
        }
    }

    /// <summary>The options of a new image.</summary>
    internal async Task<ImmutableArray<string>> OptionsAsync(GuestDiskFormat format, string target, DiskPreallocation preallocation = DiskPreallocation.Off)
    {
        var help = (await ToolRunner.RunAsync(QemuImg.OptionsHelp(format, target), cancellation: cancellation)).OrThrow();
        return NewImageOptions.Of(format, QemuImgOptions.Parse(help.Output), IsOnBtrfs(target), preallocation);
    }

    /// <summary>True when a file will not be copied on write, though its file system does that.</summary>
    internal static bool IsOnBtrfs(string target)
    {
        try
        {
            return string.Equals(new DriveInfo(Path.GetDirectoryName(target)!).DriveFormat, Btrfs, StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Tells what a new image would need.</summary>
    internal async Task<long?> MeasureAsync(ToolCommand measure) => ImageMeasure.Parse((await ToolRunner.RunAsync(measure, cancellation: cancellation)).Output);

    /// <summary>Tells that a step begins of which no progress is known.</summary>
    internal void Begin(string words) => onStep(new DiskStep(words, null));

    /// <summary>Runs qemu-img, with its progress.</summary>
    /// <param name="command">The command.</param>
    /// <param name="words">What it does.</param>
    /// <param name="image">The image that it is about, for messages.</param>
    /// <param name="nextStep">What helps when it fails.</param>
    /// <param name="isFinished">True when it runs to its end whatever happens.</param>
    /// <param name="exitCodes">Other exit codes than zero that are an answer.</param>
    internal async Task<ToolResult> RunAsync(ToolCommand command, string words, string image, string? nextStep = null, bool isFinished = false, params ImmutableArray<int> exitCodes)
    {
        onStep(new DiskStep(words, null));
        var result = await ToolRunner.RunAsync(command, Progress, isFinished ? CancellationToken.None : cancellation);
        return exitCodes.Contains(result.ExitCode) ? result : Judge(result, image, nextStep, isFinished);

        void Progress(string line)
        {
            if (QemuImgProgress.Parse(line) is { } percent)
            {
                onStep(new DiskStep(words, percent));
            }
        }
    }

    /// <summary>Runs one of libguestfs's tools, with its progress.</summary>
    /// <param name="command">The command.</param>
    /// <param name="words">What it does.</param>
    /// <param name="image">The image that it is about.</param>
    /// <param name="work">The folder in which it may put what it needs for the time being.</param>
    internal async Task RunGuestfsAsync(ToolCommand command, string words, string image, string work)
    {
        var step = words;
        onStep(new DiskStep(words, null));
        var result = await ToolRunner.RunAsync(command, Progress, cancellation);
        Judge(result, image, ToolWords.AdviceOfGuestfs(result.Error + result.Output), isFinished: false);

        void Progress(string line)
        {
            if (SparsifyProgress.Parse(line, step) is { } now)
            {
                step = now.Words.Replace(work, Path.GetDirectoryName(work), StringComparison.Ordinal);
                onStep(now with { Words = step });
            }
        }
    }

    /// <summary>Does something with a folder for the time being, beside an image: on the same file system, and gone afterwards.</summary>
    internal static async Task WithFolderAsync(string target, Func<string, Task> work)
    {
        var folder = NewFile.PartialOf(target);
        try
        {
            Directory.CreateDirectory(folder, OwnersAlone | UnixFileMode.UserExecute);
            await work(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NewFile.Unwritable(target, exception);
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>Makes a new image: whole, or not at all.</summary>
    internal static Task MakeAsync(string target, Func<string, Task> make) => NewFile.MakeAsync(target, OwnersAlone, make);

    /// <summary>Brings an image that was changed to the disk.</summary>
    internal static void Sync(DiskImage image)
    {
        try
        {
            NewFile.Sync(image.Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NewFile.Unwritable(image.Path, exception);
        }
    }

    /// <summary>The result of a command.</summary>
    internal DiskResult Result(DiskAction action, DiskImage image, DiskImage? before, params IEnumerable<string> notes) =>
        new(action, image, before, [.. notes, .. Dirty(image), .. before is null ? [] : known.Gaps.Select(gap => $"Not all guests could be asked whether an image is theirs: {gap}.")]) { Leftovers = ImageUses.LeftoversOf(image.Path) };

    private static IEnumerable<string> Dirty(DiskImage image) =>
        image.Header is { IsDirty: true } ? ["The image was not closed when it was last used; QEMU repairs that when it opens it for writing."] : [];

    private ToolResult Judge(ToolResult result, string image, string? nextStep, bool isFinished)
    {
        if (result.ExitCode == 0)
        {
            return result;
        }

        if (!isFinished && (cancellation.IsCancellationRequested || result.ExitCode is EndedByInterrupt or EndedByTerminate))
        {
            throw new OperationCanceledException(cancellation);
        }

        var words = result.Error + result.Output;
        if (ToolWords.IsLocked(words))
        {
            throw new RefusedException($"'{image}' is in use: QEMU's lock on it, or on an image that it stands on, is held", image, "end what uses it first");
        }

        try
        {
            return result.OrThrow(nextStep);
        }
        catch (ToolFailedException failure)
        {
            var errno = ToolWords.ErrnoOf(words);
            throw new ToolFailedException(failure.Message, image, nextStep ?? (errno == ToolWords.NoSpace ? "make room, then run the command again" : null), errno, failure);
        }
    }
}
