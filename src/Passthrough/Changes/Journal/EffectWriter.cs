using System.Security.Cryptography;
using Passthrough.Changes.Files;
using Passthrough.Failures;
using Passthrough.Native.Libc;
using Passthrough.Planning;

namespace Passthrough.Changes.Journal;

/// <summary>
/// The only way in which the host is changed: a file replaced or created in one step, a folder created, or a tool run, each with its inverse on disk before. Effects are
/// numbered in the order in which they are made.
/// </summary>
internal sealed class EffectWriter(ChangeContext context, Transaction transaction)
{
    private const int FolderMode = 0b111_101_101;
    private int number;

    /// <summary>Writes a file, with the folders above it that are missing.</summary>
    /// <param name="changeId">The plan's change.</param>
    /// <param name="origin">Where the content came from.</param>
    /// <param name="machinePath">The machine's own path; links are followed.</param>
    /// <param name="expectedBefore">SHA-256 of the content that the plan was made from; null when any content may be replaced.</param>
    /// <param name="isExpectedAbsent">True when the plan was made for a path with nothing there.</param>
    /// <param name="newMode">The mode of a file that is created.</param>
    /// <param name="open">Opens the new content; called twice.</param>
    /// <param name="kernelVersion">The kernel whose initramfs it is; null for everything else.</param>
    /// <exception cref="StalePlanException">The file is not what the plan was made from.</exception>
    /// <exception cref="IOException">The kernel refused.</exception>
    public void Write(
        string changeId,
        EffectOrigin origin,
        string machinePath,
        string? expectedBefore,
        bool isExpectedAbsent,
        int newMode,
        Func<Stream> open,
        string? kernelVersion = null)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        var resolved = FileStates.Resolve(context.Roots, machinePath);
        CreateFolders(changeId, Path.GetDirectoryName(resolved)!);
        var target = context.Roots.Locate(resolved);
        var before = FileStates.Read(target);
        if ((isExpectedAbsent && before.Exists) || (expectedBefore is not null && !string.Equals(expectedBefore, before.Sha256, StringComparison.Ordinal)))
        {
            throw new StalePlanException($"{resolved} changed after the plan was made", resolved, "make the plan anew");
        }

        number++;
        var staging = Path.Combine(Path.GetDirectoryName(resolved)!, $".passthrough-{transaction.Id}-{number:0000}");
        var effect = new Effect(
            1, number, changeId, origin, resolved, before, After(before, ModeAt(resolved, newMode), open), staging,
            before.Exists ? transaction.SaveBlob(number, target) : null, kernelVersion);
        transaction.Begin(effect);
        context.Report(ProgressKind.Recorded, resolved);
        using (var content = open())
        {
            DurableFile.Stage(context.Roots.Locate(staging), content, effect.After, keepsTime: false);
        }

        BootFile.Replace(context.Roots.Locate(staging), target, resolved);
        context.Report(ProgressKind.Written, resolved);
        transaction.Done(effect);
    }

    /// <summary>Sets an EFI variable, which the firmware keeps: no file is replaced, it is written whole by the boot loader's own tool, or, where it is the firmware's own, by one call of the kernel.</summary>
    /// <param name="change">What is set.</param>
    /// <param name="artifacts">Runs the tool.</param>
    /// <exception cref="ToolFailedException">The tool or the firmware failed, or the variable has another value then.</exception>
    public void Write(BootVariableChange change, BootArtifacts artifacts) => WriteVariable(
        change.Id, change.Path, change.Content(), target =>
        {
            if (change.IsFirmware)
            {
                FirmwareVariableFile.Write(target, change.Content());
            }
            else
            {
                artifacts.SetBootVariable(change.Name, change.Value);
            }
        });

    /// <summary>Makes an entry of the firmware's.</summary>
    /// <param name="change">The entry.</param>
    /// <exception cref="StalePlanException">Its number has been given to another meanwhile.</exception>
    /// <exception cref="ToolFailedException">The firmware did not take it.</exception>
    public void Write(FirmwareEntryChange change)
    {
        if (FileStates.Read(context.Roots.Locate(change.Path)).Exists)
        {
            throw new StalePlanException($"the firmware has an entry {change.Name} by now", change.Path, "make the plan anew");
        }

        WriteVariable(change.Id, change.Path, change.Content(), target => FirmwareVariableFile.Write(target, change.Content()));
    }

    private void WriteVariable(string changeId, string path, byte[] value, Action<string> write)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        var target = context.Roots.Locate(path);
        var before = FileStates.Read(target);
        number++;
        var effect = new Effect(
            1, number, changeId, EffectOrigin.BootVariable, path, before, After(before, NewFileMode.Plain, () => new MemoryStream(value)), null,
            before.Exists ? transaction.SaveBlob(number, target) : null, null);
        transaction.Begin(effect);
        context.Report(ProgressKind.Recorded, path);
        write(target);
        context.Report(ProgressKind.Written, path);
        transaction.Done(effect);
    }

    /// <summary>Has the boot loader's partitions written by the tool that keeps them. What is on them is not seen: the record says that they were, so that they are again when the files are taken back.</summary>
    /// <param name="change">The change.</param>
    /// <param name="artifacts">Runs the tool.</param>
    /// <exception cref="ToolFailedException">The tool failed.</exception>
    public void Write(BootPartitionsChange change, BootArtifacts artifacts)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        number++;
        var effect = Effect.Of(number, change);
        transaction.Begin(effect);
        context.Report(ProgressKind.Recorded, change.Subject);
        artifacts.WriteBootPartitions();
        context.Report(ProgressKind.Written, change.Subject);
        transaction.Done(effect);
    }

    /// <summary>Runs a tool that changes the machine by itself.</summary>
    /// <param name="change">What it does.</param>
    /// <param name="artifacts">Runs the tool.</param>
    /// <exception cref="StalePlanException">The change has been made by someone else meanwhile, so that it is not this program's to take back.</exception>
    /// <exception cref="ToolFailedException">The tool failed, or the machine is not as it must be then.</exception>
    public void Write(ToolChange change, BootArtifacts artifacts)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        var judged = context.Judge(change.Standing);
        if (judged[0] is { Holds: true } judgement)
        {
            throw new StalePlanException($"{judgement.Claim} already ({judgement.Evidence})", null, "make the plan anew");
        }

        if (judged is [_, { Holds: false } begun])
        {
            throw new StalePlanException($"it is no longer so that {begun.Claim} ({begun.Evidence})", null, "make the plan anew");
        }

        number++;
        var effect = Effect.Of(number, change);
        transaction.Begin(effect);
        context.Report(ProgressKind.Recorded, change.Subject);
        artifacts.RunTool(change.Do, change.Goal, holds: true, change.Advice);
        context.Report(ProgressKind.Written, change.Subject);
        transaction.Done(effect);
    }

    private void CreateFolders(string changeId, string machineFolder)
    {
        if (Directory.Exists(context.Roots.Locate(machineFolder)))
        {
            return;
        }

        CreateFolders(changeId, Path.GetDirectoryName(machineFolder)!);
        number++;
        var after = new FileState { Exists = true, IsDirectory = true, Mode = FolderMode, User = EffectiveUser.Id, Group = EffectiveUser.GroupId };
        var effect = new Effect(1, number, changeId, EffectOrigin.Plan, machineFolder, FileState.Absent, after, null, null, null);
        transaction.Begin(effect);
        context.Report(ProgressKind.Recorded, machineFolder);
        DurableFile.CreateDirectory(context.Roots.Locate(machineFolder), FolderMode);
        context.Report(ProgressKind.Written, machineFolder);
        transaction.Done(effect);
    }

    /// <summary>A file system without permission bits (FAT) gives every file those that it was mounted with.</summary>
    private int ModeAt(string machinePath, int mode) => FixedModes.Of(context.Roots, machinePath) ?? mode;

    private static FileState After(FileState before, int newMode, Func<Stream> open)
    {
        using var content = open();
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        return new FileState
        {
            Exists = true,
            Size = content.Length,
            Sha256 = hash,
            Mode = before.Exists ? before.Mode : newMode,
            User = before.Exists ? before.User : EffectiveUser.Id,
            Group = before.Exists ? before.Group : EffectiveUser.GroupId,
            Attributes = before.Attributes,
        };
    }
}
