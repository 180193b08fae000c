using System.Collections.Immutable;
using Passthrough.Changes.Initramfs;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Boot.Limine;
using Passthrough.Host.Boot.LoaderEntries;
using Passthrough.Host.Reading;
using Passthrough.Planning;
using Passthrough.Processes;

namespace Passthrough.Changes.Tools;

/// <summary>The real generators of a machine: the running one's, or those that lie below a folder, which chroot(8) then runs there.</summary>
/// <param name="roots">The machine.</param>
public sealed class BootTools(HostRoots roots) : IBootTools
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);
    private static readonly ImmutableDictionary<string, string> WithoutQuestions = ImmutableDictionary<string, string>.Empty.Add("DEBIAN_FRONTEND", "noninteractive");
    private const string BootControl = "bootctl";
    private const string PartitionsTool = "proxmox-boot-tool";
    private const string ChecksumTool = "b2sum";
    private const string KernelInstall = "kernel-install";

    /// <summary>By its end mkinitcpio tells a fallback's version from the default's, by which systemd-boot sorts them.</summary>
    private const string PresetVariable = "MKINITCPIO_PROCESS_PRESET";

    /// <inheritdoc/>
    public IReadOnlyList<string> Missing(Plan plan) =>
    [
        .. plan.Changes.SelectMany(Needed).Prepend(InitramfsPrograms.BuilderOf(plan.Generator)).OfType<string>().Distinct(StringComparer.Ordinal).Where(name => Find(name) is null),
    ];

    /// <inheritdoc/>
    public void BuildInitramfs(InitramfsGenerator generator, InitramfsImage image, string output, ToolSurroundings surroundings)
    {
        if (image.Unified?.InstalledKernel is { } kernel)
        {
            InstallAside(image.KernelVersion, kernel, output, surroundings);
            return;
        }

        ImmutableArray<string> arguments = generator switch
        {
            InitramfsGenerator.InitramfsTools => ["-o", output, image.KernelVersion],
            InitramfsGenerator.Dracut => ["--force", .. image.Unified is null ? Array.Empty<string>() : ["--uefi"], output, image.KernelVersion],
            InitramfsGenerator.Mkinitcpio => ["-k", image.KernelVersion, image.Unified is null ? "-g" : "-U", output, .. image.Arguments?.Split(' ') ?? []],
            _ => throw new ToolFailedException($"no program is known to build the initramfs of kernel {image.KernelVersion} ({generator})", output),
        };
        Run(InitramfsPrograms.BuilderOf(generator)!, arguments, surroundings, environment: image.Unified?.Preset is { } preset ? ImmutableDictionary<string, string>.Empty.Add(PresetVariable, preset) : null);
    }

    /// <inheritdoc/>
    public void GenerateBootConfiguration(string output, ToolSurroundings surroundings)
    {
        Run(Grub("mkconfig"), ["-o", output], surroundings);
        CheckBootScript(output, surroundings);
    }

    /// <inheritdoc/>
    public void CheckBootScript(string file, ToolSurroundings surroundings) => Run(Grub("script-check"), [file], surroundings);

    /// <inheritdoc/>
    public void EditBootEnvironment(string file, ImmutableSortedDictionary<string, string> variables, ImmutableArray<string> removed, ToolSurroundings surroundings)
    {
        if (!removed.IsEmpty)
        {
            Run(Grub("editenv"), [file, "unset", .. removed], surroundings);
        }

        if (!variables.IsEmpty)
        {
            Run(Grub("editenv"), [file, "set", .. variables.Select(pair => $"{pair.Key}={pair.Value}")], surroundings);
        }
    }

    /// <inheritdoc/>
    public string Checksum(string file, ToolSurroundings surroundings) => Run(ChecksumTool, [file], surroundings) is { Length: >= LimineFile.Blake2Digits } line && line.IndexOf(' ', StringComparison.Ordinal) == LimineFile.Blake2Digits
        ? line[..LimineFile.Blake2Digits]
        : throw new ToolFailedException($"'{ChecksumTool}' did not print a hash of {roots.NameOf(file)}", ChecksumTool);

    /// <inheritdoc/>
    public void SetBootVariable(string name, string? value, ToolSurroundings surroundings) =>
        Run(BootControl, [string.Equals(name, LoaderVariables.OneShotName, StringComparison.Ordinal) ? "set-oneshot" : "set-default", value ?? ""], surroundings);

    /// <inheritdoc/>
    public void WriteBootPartitions(ToolSurroundings surroundings) => Run(PartitionsTool, ["refresh"], surroundings, temporary: roots.Var("tmp"));

    /// <inheritdoc/>
    public void RunTool(ImmutableArray<string> command, ToolSurroundings surroundings) => Run(command[0], command[1..], surroundings, environment: WithoutQuestions);

    /// <inheritdoc/>
    public void Decompress(Compression compression, string input, string output, ToolSurroundings surroundings)
    {
        // Tools that name their own output put it beside the input, without the suffix.
        var (program, arguments) = compression switch
        {
            Compression.Zstd => ("zstd", (ImmutableArray<string>)["-q", "-d", "-f", input, "-o", output]),
            Compression.Lz4 => ("lz4", ["-q", "-d", "-f", input, output]),
            Compression.Lzop => ("lzop", ["-d", "-f", input, "-o", output]),
            Compression.Xz => ("xz", ["-d", "-k", "-f", "--suffix=.packed", input]),
            Compression.Lzma => ("xz", ["-d", "-k", "-f", "--format=lzma", "--suffix=.packed", input]),
            Compression.Bzip2 => ("bzip2", ["-d", "-k", "-f", input]),
            _ => throw new ToolFailedException($"no program is known to unpack {compression}", input),
        };
        Run(program, arguments, surroundings);
        if (compression is Compression.Xz or Compression.Lzma)
        {
            File.Move(input[..^".packed".Length], output, overwrite: true);
        }
        else if (compression == Compression.Bzip2)
        {
            File.Move(input + ".out", output, overwrite: true);
        }
    }

    /// <summary>
    /// Has kernel-install build a unified kernel image as it does for a new kernel, with an empty folder in the place of the boot partition. Only plugins that work in its staging area take part: others copy kernels or
    /// write entries elsewhere, which are there already.
    /// </summary>
    private void InstallAside(string version, string kernel, string output, ToolSurroundings surroundings)
    {
        var place = Directory.CreateDirectory(Path.Combine(surroundings.Scratch, "boot"));
        place.Delete(recursive: true);
        place.Create();
        Run(KernelInstall, ["add", version, kernel], surroundings, environment: ImmutableDictionary<string, string>.Empty
            .Add("BOOT_ROOT", roots.NameOf(place.FullName))
            .Add("KERNEL_INSTALL_PLUGINS", string.Join(' ', KernelInstallPlugins.OfImages(new MachineReader(roots)))));
        var built = place.EnumerateFiles("*.efi", SearchOption.AllDirectories).ToList();
        if (built is not [var image])
        {
            throw new ToolFailedException($"'{KernelInstall} add {version}' made {(built.Count == 0 ? "no unified kernel image" : $"{built.Count} unified kernel images")}", KernelInstall, $"run it by hand with -v and look at what it says: {KernelInstall} -v add {version} {kernel}");
        }

        image.MoveTo(output, overwrite: true);
        place.Delete(recursive: true);
    }

    private IEnumerable<string> Needed(Change change) => change switch
    {
        InitramfsChange images when images.Images.Any(image => image.Unified?.InstalledKernel is not null) => [KernelInstall],
        BootConfigurationChange => [Grub("mkconfig"), Grub("script-check")],
        BootEnvironmentChange => [Grub("editenv"), Grub("script-check")],
        BootVariableChange => [BootControl],
        BootPartitionsChange => [PartitionsTool],
        BootChecksumsChange => [ChecksumTool],
        ToolChange tool => [tool.Do[0], tool.TakeBack[0]],
        _ => [],
    };

    // Fedora and openSUSE name GRUB's programs by its version.
    private string Grub(string tool) => Find($"grub-{tool}") is null && Find($"grub2-{tool}") is not null ? $"grub2-{tool}" : $"grub-{tool}";

    private string? Find(string program) => ProgramPath.Find(roots, program);

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">Its name.</param>
    /// <param name="arguments">Paths are given as the machine's own.</param>
    /// <param name="surroundings">What it runs with.</param>
    /// <param name="limit">How long it may take; null for what takes longest.</param>
    /// <param name="temporary">Where it puts temporary files; null for the scratch folder, which is removed with all that is in it. A tool that mounts partitions below that folder must not be given the scratch folder.</param>
    /// <param name="environment">Further variables that it is given; null for none.</param>
    private string Run(string program, ImmutableArray<string> arguments, ToolSurroundings surroundings, TimeSpan? limit = null, string? temporary = null, ImmutableDictionary<string, string>? environment = null)
    {
        var path = Find(program) ?? throw new ToolFailedException($"'{program}' is not installed", program, $"install the package that holds '{program}'");
        ImmutableArray<string> named = [.. arguments.Select(roots.NameOf)];
        var command = (roots.IsLive ? new ToolCommand(path, named) : new ToolCommand("chroot", [roots.Root, path, .. named])) with
        {
            TimeLimit = limit ?? Limit,
            WorkingDirectory = surroundings.Scratch,
            Environment = (environment ?? ImmutableDictionary<string, string>.Empty)
                .Add("TMPDIR", roots.NameOf(temporary ?? surroundings.Scratch))
                .Add(ToolSurroundings.TransactionVariable, surroundings.TransactionId),
        };

        // The transaction runs on one thread from begin to end; nothing else waits for it.
        return ToolRunner.RunAsync(command, cancellation: surroundings.Cancellation).GetAwaiter().GetResult().OrThrow().Output;
    }
}
