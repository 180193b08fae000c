using System.Collections.Immutable;
using Passthrough.Changes.Files;
using Passthrough.Changes.Guard;
using Passthrough.Failures;
using Passthrough.Host.Boot.LoaderEntries;
using Passthrough.Host.Firmware;
using Passthrough.Host.Packages;
using Passthrough.Host.Reading;
using Passthrough.Planning;

namespace Passthrough.Changes.Journal;

/// <summary>Takes single effects back: bytes, mode, owner, attributes and time as recorded. Doing it twice does no harm.</summary>
/// <param name="context">The machine.</param>
/// <param name="transaction">The transaction.</param>
/// <param name="leavesFailing">True to leave what a tool does not take back.</param>
internal sealed class EffectReverser(ChangeContext context, Transaction transaction, bool leavesFailing = false)
{
    /// <summary>How a target stands to an effect.</summary>
    public EffectStanding StandingOf(Effect effect)
    {
        if (effect.Origin == EffectOrigin.BootPartitions)
        {
            return EffectStanding.Other;
        }

        if (!effect.IsOnFile)
        {
            return context.Judge(ToolOf(effect).Standing) switch
            {
                [{ Holds: true }, ..] => EffectStanding.After,
                [_] or [_, { Holds: true }] => EffectStanding.Before,
                _ => EffectStanding.Half,
            };
        }

        var now = FileStates.Read(context.Roots.Locate(effect.Path));
        if (effect is { Origin: EffectOrigin.BootEnvironment, Before.Exists: false })
        {
            // A file that this program alone has the boot loader write into.
            return now.Exists ? EffectStanding.After : EffectStanding.Before;
        }

        var seen = now.HasContentOf(effect.After) ? EffectStanding.After : now.HasContentOf(effect.Before) ? EffectStanding.Before : EffectStanding.Other;
        return IsOfFirmware(effect) ? FirmwareOrder.StandingOf(context.Roots, transaction.Plan, effect, seen) : seen;
    }

    /// <summary>True for an effect on a variable of the firmware's own.</summary>
    private static bool IsOfFirmware(Effect effect) => effect.Origin == EffectOrigin.BootVariable && FirmwareVariables.IsOne(effect.Path);

    /// <summary>The effects whose targets someone else changed. Where several effects wrote one file, it is as left as long as it stands where any of them left or found it.</summary>
    /// <param name="effects">Effects that are not taken back yet.</param>
    public ImmutableArray<Effect> ChangedByOthers(ImmutableArray<Effect> effects)
    {
        var changed = effects.GroupBy(effect => effect.Path, StringComparer.Ordinal)
            .Where(file => file.All(effect => StandingOf(effect) == EffectStanding.Other))
            .Select(file => file.Key)
            .ToHashSet(StringComparer.Ordinal);
        return [.. effects.Where(effect => changed.Contains(effect.Path))];
    }

    /// <summary>Brings the state before back.</summary>
    /// <param name="effect">An effect whose target stands before or after it.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    public Reversal Restore(Effect effect)
    {
        RemoveStaging(effect);
        var how = effect.Origin switch
        {
            EffectOrigin.Tool => TakeBack(effect),
            EffectOrigin.BootVariable => RestoreVariable(effect),
            _ => effect.After.IsDirectory ? RemoveFolder(effect) : RestoreFile(effect),
        };
        Record(effect, how);
        return how;
    }

    /// <summary>Writes down how an effect was taken back.</summary>
    public void Record(Effect effect, Reversal how)
    {
        transaction.Reversed(effect, how);
        context.Report(ProgressKind.Reversed, effect.Path);
    }

    /// <summary>Removes the half-written file of an effect that was cut off.</summary>
    public void RemoveStaging(Effect effect)
    {
        if (effect.Staging is { } staging && Directory.Exists(Path.GetDirectoryName(context.Roots.Locate(staging))))
        {
            BootFile.RemoveStaging(context.Roots.Locate(staging));
        }
    }

    private Reversal RestoreFile(Effect effect)
    {
        var target = context.Roots.Locate(effect.Path);
        if (!effect.Before.Exists)
        {
            if (Directory.Exists(Path.GetDirectoryName(target)))
            {
                DurableFile.Remove(target);
            }

            return Reversal.Restored;
        }

        if (StandingOf(effect) == EffectStanding.Before)
        {
            return Reversal.Restored;
        }

        var blob = transaction.BlobOf(effect) ?? throw new IOException($"the journal's copy of '{effect.Path}' is missing from '{transaction.Folder}'");
        var staging = context.Roots.Locate(effect.Staging!);
        using (var bytes = File.OpenRead(blob))
        {
            DurableFile.Stage(staging, bytes, effect.Before, keepsTime: true);
        }

        BootFile.Replace(staging, target, effect.Path);
        return Reversal.Restored;
    }

    /// <summary>Brings an EFI variable back, unless others chose something else since. Where the firmware's variables cannot be told (a machine that is mended from another system), a name of an entry that is gone stays there, which the boot loader passes over.</summary>
    /// <param name="effect">An effect on an EFI variable.</param>
    /// <exception cref="ToolFailedException">The boot loader's tool failed.</exception>
    public Reversal RestoreVariable(Effect effect)
    {
        if (IsOfFirmware(effect))
        {
            return RestoreFirmware(effect);
        }

        if (StandingOf(effect) != EffectStanding.After)
        {
            return Reversal.Restored;
        }

        if (EfiVariables.LoaderText(new MachineReader(context.Roots), "LoaderInfo") is null)
        {
            return Reversal.Skipped;
        }

        var before = transaction.BlobOf(effect) is { } blob ? EfiVariable.Text(File.ReadAllBytes(blob)) : null;
        transaction.EnsureScratch();
        try
        {
            BootArtifacts.Of(context, transaction).SetBootVariable(LoaderVariables.NameOf(effect.Path), before);
            return Reversal.Restored;
        }
        catch (ToolFailedException) when (!context.Roots.IsLive)
        {
            return Reversal.Skipped;
        }
    }

    private Reversal RestoreFirmware(Effect effect)
    {
        if (!FirmwareOrder.IsSeen(context.Roots))
        {
            return Reversal.Skipped;
        }

        var standing = StandingOf(effect);
        var path = context.Roots.Locate(effect.Path);
        try
        {
            if (standing == EffectStanding.Other)
            {
                FirmwareOrder.TakeOut(context.Roots, transaction.Plan, effect);
            }
            else if (standing == EffectStanding.After && transaction.BlobOf(effect) is { } blob)
            {
                FirmwareVariableFile.Write(path, File.ReadAllBytes(blob));
            }
            else if (standing == EffectStanding.After)
            {
                FirmwareVariableFile.Remove(path);
            }

            return standing == EffectStanding.Other ? Reversal.TakenOut : Reversal.Restored;
        }
        catch (ToolFailedException) when (!context.Roots.IsLive)
        {
            return Reversal.Skipped;
        }
    }

    private ToolChange ToolOf(Effect effect) => transaction.ToolOf(effect) ?? throw new IOException($"the journal's plan in '{transaction.Folder}' does not say how {effect.Path} is taken back");

    /// <summary>Lets the tool take back what it did, all of it or the half, unless that no longer stands or something else needs it by now. A tool that needs the running system (libvirt's daemon) cannot do it for a machine that is mended from another system.</summary>
    private Reversal TakeBack(Effect effect)
    {
        var standing = StandingOf(effect);
        if (standing == EffectStanding.Before)
        {
            return Reversal.Restored;
        }

        var tool = ToolOf(effect);
        transaction.EnsureScratch();
        var artifacts = BootArtifacts.Of(context, transaction);

        // Only the change itself is brought to an end first; of taking it back that was cut off the rest is taken back.
        foreach (var command in standing == EffectStanding.Half && transaction.State == TransactionState.Applying ? tool.Mend ?? [] : [])
        {
            Mend(tool, command, artifacts);
        }

        var packages = context.PackagesOf(tool);

        // Of a package that is there in part the question itself may fail; the command then says why.
        if (tool.AskTakeBack is { } ask && !packages.ContainsValue(PackageState.Partial) && artifacts.TryTool(WithoutAbsent(ask, packages)) is { } refusal)
        {
            context.Report(ProgressKind.Step, $"{tool.Subject} stay: {refusal}");
            return Reversal.StillNeeded;
        }

        try
        {
            artifacts.RunTool(WithoutAbsent(tool.TakeBack, packages), tool.Undone.Postcondition, tool.Undone.Holds, tool.Advice);
            return Reversal.Restored;
        }
        catch (ToolFailedException) when (leavesFailing || !context.Roots.IsLive)
        {
            return Reversal.Skipped;
        }
        catch (ToolFailedException exception)
        {
            throw new ToolFailedException($"{exception.Message}; 'passthrough recover --leave-changed' leaves the {tool.Subject} as it is", exception.Where, exception.NextStep, exception.Errno, exception);
        }
    }

    private void Mend(ToolChange tool, ImmutableArray<string> command, BootArtifacts artifacts)
    {
        var packages = context.PackagesOf(tool);
        var isOfPackages = command.Any(packages.ContainsKey);
        if (!isOfPackages || packages.ContainsValue(PackageState.Partial))
        {
            // What is broken besides was so without this program, and is no reason not to go on.
            artifacts.TryTool([.. command.Where(word => !packages.TryGetValue(word, out var state) || state == PackageState.Partial)]);
        }
    }

    /// <summary>A command without the packages that are not there, for which package managers would rather do nothing at all.</summary>
    private static ImmutableArray<string> WithoutAbsent(ImmutableArray<string> command, ImmutableSortedDictionary<string, PackageState> packages) =>
        [.. command.Where(word => !packages.TryGetValue(word, out var state) || state != PackageState.Absent)];

    private Reversal RemoveFolder(Effect effect)
    {
        var folder = context.Roots.Locate(effect.Path);
        if (!Directory.Exists(folder))
        {
            return Reversal.Restored;
        }

        if (Directory.EnumerateFileSystemEntries(folder).Any())
        {
            return Reversal.KeptFolder;
        }

        Directory.Delete(folder);
        Native.Libc.FolderSync.Run(Path.GetDirectoryName(folder)!);
        return Reversal.Restored;
    }
}
