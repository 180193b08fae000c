using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using Passthrough.Changes.Files;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Distribution;
using Passthrough.Host.Pci;
using Passthrough.Processes;

namespace Passthrough.Guests.InstallMedia;

/// <summary>Writes an image with an answer file, drivers and scripts for an unattended installation of Windows.</summary>
public static class InstallMediaMaker
{
    private const string SymbolsEnding = ".pdb";
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OnlyOwnerFolder = OnlyOwner | UnixFileMode.UserExecute;
    private const UnixFileMode Everyone = OnlyOwner | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private static readonly EnumerationOptions NoLinks = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };

    /// <summary>Writes the image; its name appears only with the whole of it, readable by its owner alone when it holds a secret.</summary>
    /// <param name="request">What to write.</param>
    /// <param name="distribution">The machine's distribution, to name the package of what is missing.</param>
    /// <param name="onStep">Called with words for a person before each step that takes time.</param>
    /// <param name="cancellation">Ends it early, leaving nothing.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="RefusedException">The output exists already, or the file system refused.</exception>
    /// <exception cref="NotFoundException">virtio-win's disc, or a driver on it, is missing.</exception>
    /// <exception cref="NeedsRootException">virtio-win's disc may not be read.</exception>
    /// <exception cref="ToolFailedException">xorriso is missing or failed.</exception>
    public static async Task<InstallMediaResult> MakeAsync(InstallMediaRequest request, DistributionFacts distribution, Action<string> onStep, CancellationToken cancellation)
    {
        Xorriso.Require(distribution);
        RequireReadable(request.DriversPath);
        RequireWritable(request);
        var listing = await ToolRunner.RunAsync(Xorriso.List(request.DriversPath), null, cancellation);
        var disc = VirtioWinDisc.Parse(listing.OrThrow("is it an ISO image?").Output);
        var folders = disc.Choose(request.DriversPath, request.Windows, request.Drivers);
        var work = NewFile.PartialOf(request.OutputPath);
        try
        {
            Directory.CreateDirectory(work, OnlyOwnerFolder);
            var content = Path.Combine(work, "content");
            Directory.CreateDirectory(content, OnlyOwnerFolder);
            onStep($"Reading {folders.Count} drivers and {disc.Tools.Length} installers from {request.DriversPath}");
            (await ToolRunner.RunAsync(Xorriso.Extract(request.DriversPath, Targets(content, folders, disc.Tools)), null, cancellation)).OrThrow("is the disc complete, and is there room?");
            Prepare(content);
            WriteOwnFiles(content, request, folders);
            var image = Path.Combine(work, "image");
            onStep($"Writing {request.OutputPath}");
            (await ToolRunner.RunAsync(Xorriso.Write(content, image), null, cancellation)).OrThrow("is there room?");
            File.SetUnixFileMode(image, request.Answers.HasSecrets ? OnlyOwner : Everyone);
            Replace(image, request);
            return new InstallMediaResult(
                request.OutputPath,
                new FileInfo(request.OutputPath).Length,
                [.. folders.Keys],
                [.. request.Drivers.Where(driver => !folders.ContainsKey(driver.Name))],
                [.. disc.Tools.Select(NameOf)]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NewFile.Unwritable(request.OutputPath, exception);
        }
        finally
        {
            if (Directory.Exists(work))
            {
                Directory.Delete(work, recursive: true);
            }
        }
    }

    private static void RequireReadable(string path)
    {
        if (!File.Exists(path))
        {
            throw new NotFoundException($"there is no disc '{path}'", path, "download virtio-win.iso: https://fedorapeople.org/groups/virt/virtio-win/direct-downloads/stable-virtio/virtio-win.iso");
        }

        try
        {
            using var file = File.OpenHandle(path);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new NeedsRootException($"the disc '{path}' cannot be read: {exception.Message}", path, "run the command with sudo", null, exception);
        }
    }

    private static void RequireWritable(InstallMediaRequest request)
    {
        var output = request.OutputPath;
        if (string.Equals(FileStates.Resolve(HostRoots.Live, output), FileStates.Resolve(HostRoots.Live, request.DriversPath), StringComparison.Ordinal))
        {
            throw new RefusedException($"'{output}' is the disc that the drivers are read from", output, "name another file: --output FILE");
        }

        NewFile.Require(output, request.Overwrites, "name another file with --output, or replace it with --force");
    }

    private static IEnumerable<KeyValuePair<string, string>> Targets(string content, ImmutableSortedDictionary<string, string> folders, ImmutableArray<string> tools) =>
    [
        .. folders.Select(folder => KeyValuePair.Create(folder.Value, Path.Combine(content, MediumLayout.Drivers, folder.Key))),
        .. tools.Select(tool => KeyValuePair.Create(tool, Path.Combine(content, MediumLayout.Tools, NameOf(tool)))),
    ];

    // Modes are those of the disc, on which nothing may be written; debugging symbols are many and large, and Windows does not want them.
    private static void Prepare(string content)
    {
        foreach (var folder in new DirectoryInfo(content).EnumerateDirectories("*", NoLinks))
        {
            folder.UnixFileMode |= OnlyOwnerFolder;
        }

        foreach (var symbols in new DirectoryInfo(content).EnumerateFiles("*", NoLinks).Where(file => file.Name.EndsWith(SymbolsEnding, StringComparison.OrdinalIgnoreCase)).ToList())
        {
            symbols.Delete();
        }
    }

    private static void WriteOwnFiles(string content, InstallMediaRequest request, ImmutableSortedDictionary<string, string> folders)
    {
        var answers = request.Answers with { SetupDrivers = [.. request.Drivers.Where(driver => driver.IsForSetup && folders.ContainsKey(driver.Name)).Select(driver => driver.Name)] };
        File.WriteAllBytes(Path.Combine(content, MediumLayout.AnswerFile), AnswerFile.BytesOf(answers));
        var scripts = Path.Combine(content, MediumLayout.Scripts);
        Directory.CreateDirectory(scripts);
        File.WriteAllText(Path.Combine(scripts, MediumLayout.Devices), string.Concat(request.Devices.Select(HardwareId).Distinct(StringComparer.Ordinal).Select(id => id + "\r\n")), Encoding.ASCII);
        foreach (var script in new[] { MediumLayout.FirstLogon, MediumLayout.Interrupts })
        {
            using var source = Assembly.GetExecutingAssembly().GetManifestResourceStream($"InstallMedia.{script}")!;
            using var target = File.Create(Path.Combine(scripts, script));
            source.CopyTo(target);
        }
    }

    private static void Replace(string image, InstallMediaRequest request)
    {
        NewFile.Sync(image);
        NewFile.Place(image, request.OutputPath, request.Overwrites);
    }

    // As Windows names a device below its registry key Enum\PCI.
    private static string HardwareId(PciIdentity identity) => $"VEN_{identity.Vendor:X4}&DEV_{identity.Device:X4}";

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];
}
