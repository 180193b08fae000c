using System.Collections.Immutable;
using System.Text;
using Passthrough.Changes.Files;
using Passthrough.Changes.Initramfs;
using Passthrough.Changes.Journal;
using Passthrough.Changes.KernelCommandLine;
using Passthrough.Changes.Tools;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Boot.Limine;
using Passthrough.Host.Boot.UnifiedImages;
using Passthrough.Host.Firmware;
using Passthrough.Host.Reading;
using Passthrough.Host.Storage;
using Passthrough.Planning;
using Passthrough.Planning.Guard;
using Passthrough.Planning.KernelLine;

namespace Passthrough.Changes;

/// <summary>Builds what the machine boots from into a scratch folder and checks it there, before anything is replaced.</summary>
internal sealed class BootArtifacts(ChangeContext context, InitramfsGenerator generator, string transactionId, string scratch)
{
    /// <summary>For a transaction, in its scratch folder.</summary>
    /// <param name="context">The machine.</param>
    /// <param name="transaction">The transaction.</param>
    public static BootArtifacts Of(ChangeContext context, Transaction transaction) => new(context, transaction.Plan?.Generator ?? InitramfsGenerator.Unknown, transaction.Id, transaction.Scratch);

    /// <summary>What the tools run with.</summary>
    public ToolSurroundings Surroundings => new(transactionId, scratch, context.Cancellation);

    /// <summary>Builds one initramfs.</summary>
    /// <param name="wanted">The kernel, and how it is built.</param>
    /// <param name="expected">What it must hold; null when only that it can be read.</param>
    /// <returns>The new image's path in the scratch folder.</returns>
    /// <exception cref="ToolFailedException">The tool failed, or the image is not as it must be.</exception>
    public string BuildInitramfs(InitramfsImage wanted, InitramfsChange? expected)
    {
        var image = Path.Combine(scratch, $"initrd.img-{wanted.KernelVersion}");
        context.Tools.BuildInitramfs(generator, wanted, image, Surroundings);
        return (wanted.Unified is { } needs ? ObjectionTo(image, wanted.KernelVersion, needs) : null) is { } unlike
            ? throw new ToolFailedException($"the new unified image of kernel {wanted.KernelVersion} cannot be used: {unlike}", wanted.Path, "look at what the builder of the image is configured with; nothing was replaced by the image")
            : ObjectionTo(image, expected) is { } objection
            ? throw new ToolFailedException($"the new initramfs of kernel {wanted.KernelVersion} cannot be used: {objection}", InitramfsPrograms.BuilderOf(generator), "look at what the generator prints for this kernel; nothing was replaced by the image")
            : image;
    }

    private static string? ObjectionTo(string image, string kernelVersion, UnifiedImageNeeds needs)
    {
        using var file = File.OpenRead(image);
        return UnifiedImageCheck.Objection(UnifiedImageFile.Parse(image, file), kernelVersion, needs);
    }

    private string? ObjectionTo(string image, InitramfsChange? expected)
    {
        try
        {
            var content = InitramfsReader.Read(image, context.Tools, Surroundings);
            return expected is not null ? InitramfsCheck.Objection(content, expected)
                : content is { IsComplete: true, Files.IsEmpty: false } ? null
                : "it is empty or damaged";
        }
        catch (ToolFailedException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Generates the boot loader's configuration.</summary>
    /// <param name="mustHave">Words that every ordinary entry must carry.</param>
    /// <returns>The new file's path in the scratch folder.</returns>
    /// <exception cref="ToolFailedException">The tool failed, or the configuration is not as it must be.</exception>
    public string GenerateBootConfiguration(IReadOnlyCollection<string> mustHave)
    {
        var file = Path.Combine(scratch, "grub.cfg");
        context.Tools.GenerateBootConfiguration(file, Surroundings);
        var entries = GrubConfiguration.Parse(Encoding.UTF8.GetString(File.ReadAllBytes(file))).Entries;
        var running = Host.Boot.KernelCommandLine.Split(new MachineReader(context.Roots).ReadText(context.Roots.Proc("cmdline")) ?? "");
        var objection = Objection([.. BootReader.WithForeign(entries, running).Where(entry => entry.IsOrdinary)], mustHave);
        return objection is null
            ? file
            : throw new ToolFailedException($"the new configuration of the boot loader cannot be used: {objection}", "grub-mkconfig", $"look at {HostRoots.Live.Etc("default/grub")} and {HostRoots.Live.Etc("grub.d")}; the old configuration is still in place");
    }

    /// <summary>Passes when the boot loader can read a script.</summary>
    /// <param name="text">The script.</param>
    /// <exception cref="ToolFailedException">It cannot.</exception>
    public void CheckBootScript(string text)
    {
        var file = Write("custom.cfg", text);
        context.Tools.CheckBootScript(file, Surroundings);
        File.Delete(file);
    }

    /// <summary>Edits a copy of the boot loader's environment file, or a new one where there is none.</summary>
    /// <param name="machinePath">The machine's own path of the file.</param>
    /// <param name="variables">Names and values to be set.</param>
    /// <param name="removed">Names to be removed before.</param>
    /// <returns>The edited copy's path in the scratch folder.</returns>
    /// <exception cref="ToolFailedException">The tool failed.</exception>
    public string EditBootEnvironment(string machinePath, ImmutableSortedDictionary<string, string> variables, ImmutableArray<string> removed)
    {
        var copy = Path.Combine(scratch, "grubenv");
        var source = context.Roots.Locate(FileStates.Resolve(context.Roots, machinePath));
        if (File.Exists(source))
        {
            File.Copy(source, copy, overwrite: true);
        }
        else
        {
            Write(Path.GetFileName(copy), GrubMemory.EmptyText);
        }

        context.Tools.EditBootEnvironment(copy, variables, removed, Surroundings);
        return copy;
    }

    /// <summary>Writes a text into the scratch folder.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="text">The text.</param>
    /// <returns>The new file's path.</returns>
    public string Write(string name, string text)
    {
        var file = Path.Combine(scratch, name);
        File.WriteAllText(file, text);
        return file;
    }

    /// <summary>Has the boot loader's partitions written anew from the machine's files.</summary>
    /// <exception cref="ToolFailedException">The tool failed.</exception>
    public void WriteBootPartitions() => context.Tools.WriteBootPartitions(Surroundings);

    /// <summary>Writes the checksums of images anew into a copy of Limine's configuration.</summary>
    /// <param name="machinePath">The machine's own path of the configuration.</param>
    /// <param name="images">The images: as the configuration names each, and the machine's own path of it.</param>
    /// <returns>The copy's path in the scratch folder.</returns>
    /// <exception cref="ToolFailedException">The tool failed.</exception>
    public string WriteChecksums(string machinePath, ImmutableSortedDictionary<string, string> images)
    {
        var text = new MachineReader(context.Roots).ReadFile(context.Roots.Locate(machinePath)) is { IsExact: true } file
            ? file.Text
            : throw new ToolFailedException($"{machinePath} cannot be read any more", machinePath, "look who changes it meanwhile, then apply again");
        return Write(Path.GetFileName(machinePath), LimineText.WithHashes(text, LimineLines.IsOld(machinePath), file =>
            images.TryGetValue(file.Path, out var image) && context.Roots.Locate(FileStates.Resolve(context.Roots, image)) is var path && File.Exists(path) ? context.Tools.Checksum(path, Surroundings) : null));
    }

    /// <summary>Tells the boot loader what to start, and reads it back.</summary>
    /// <param name="name">The EFI variable's name.</param>
    /// <param name="value">The id of an entry; null takes the variable out.</param>
    /// <exception cref="ToolFailedException">The tool failed, or the variable has another value then.</exception>
    public void SetBootVariable(string name, string? value)
    {
        context.Tools.SetBootVariable(name, value, Surroundings);
        var found = EfiVariables.LoaderText(new MachineReader(context.Roots), name);
        if (!string.Equals(found, value, StringComparison.Ordinal))
        {
            throw new ToolFailedException($"the EFI variable {name} is {found ?? "absent"} after it was to be {value ?? "absent"}", EfiVariables.LoaderPath(HostRoots.Live, name), "look whether the firmware has room for variables (efibootmgr -v; bootctl status)");
        }
    }

    /// <summary>Runs a tool of the system that changes the machine by itself, and looks whether it did.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="goal">What it is about.</param>
    /// <param name="holds">Whether that must hold then.</param>
    /// <param name="advice">What a person does where it fails; null when its own words are all there is.</param>
    /// <exception cref="ToolFailedException">The tool failed, or the machine is not as it must be then.</exception>
    public void RunTool(ImmutableArray<string> command, Postcondition goal, bool holds, string? advice)
    {
        try
        {
            context.Tools.RunTool(command, Surroundings);
        }
        catch (ToolFailedException exception) when (advice is not null)
        {
            throw new ToolFailedException($"{exception.Message} ({advice})", exception.Where, exception.NextStep, exception.Errno, exception);
        }

        if (context.Judge(goal) is var judgement && judgement.Holds != holds)
        {
            throw new ToolFailedException($"after '{string.Join(' ', command)}' it is {(holds ? "not so" : "still so")} that {judgement.Claim} ({judgement.Evidence})", command[0], "run the command by hand and look at what it says");
        }
    }

    /// <summary>Runs a tool of the system of which it only matters that it was tried.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <returns>Why it failed; null when it did not.</returns>
    public string? TryTool(ImmutableArray<string> command)
    {
        try
        {
            context.Tools.RunTool(command, Surroundings);
            return null;
        }
        catch (ToolFailedException exception)
        {
            return exception.Message;
        }
    }

    private string? Objection(IReadOnlyList<BootEntry> ordinary, IReadOnlyCollection<string> mustHave)
    {
        if (ordinary.Count == 0)
        {
            return "it has no entry that starts Linux";
        }

        foreach (var entry in ordinary)
        {
            if (mustHave.FirstOrDefault(word => !KernelWordsFor.Has(entry.Parameters, word)) is { } word)
            {
                return $"its entry '{entry.Title}' lacks {word}";
            }

            if (entry.InitramfsPaths.Prepend(entry.KernelPath).FirstOrDefault(path => !ExistsForLoader(path)) is { } path)
            {
                return $"its entry '{entry.Title}' names {path}, which does not exist";
            }
        }

        return null;
    }

    /// <summary>The loader names files from the root of the file system that they are on: with a boot partition of its own that is <c>/boot</c>, in a subvolume of btrfs its name comes first.</summary>
    private bool ExistsForLoader(string path) =>
        File.Exists(context.Roots.Locate(path)) || File.Exists(context.Roots.Boot(path.TrimStart('/'))) || BelowMounts(path).Any(File.Exists);

    /// <summary>A machine that is mended from another system is in that one's table of mounts, with the paths that it has there.</summary>
    private IEnumerable<string> BelowMounts(string path) =>
        MountTable.Parse(new MachineReader(context.Roots).ReadText(context.Roots.Proc("self/mountinfo")))
            .Where(mount => mount.Root is { Length: > 1 } root && path.StartsWith($"{root}/", StringComparison.Ordinal))
            .Select(mount => mount.Target.TrimEnd('/') + path[mount.Root!.Length..])
            .SelectMany(file => new[] { file, context.Roots.Locate(file) });
}
