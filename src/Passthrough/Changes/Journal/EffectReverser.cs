using Passthrough.Changes.Files;

namespace Passthrough.Changes.Journal;

/// <summary>Takes single effects back: bytes, mode, owner, attributes and time as recorded. Doing it twice does no harm.</summary>
internal sealed class EffectReverser(ChangeContext context, Transaction transaction)
{
    /// <summary>How a target stands to an effect.</summary>
    public EffectStanding StandingOf(Effect effect)
    {
        var now = FileStates.Read(context.Roots.Locate(effect.Path));
        if (now.HasContentOf(effect.Before) && !now.HasContentOf(effect.After))
        {
            return EffectStanding.Before;
        }

        return now.HasContentOf(effect.After) ? EffectStanding.After : EffectStanding.Other;
    }

    /// <summary>Brings the state before back.</summary>
    /// <param name="effect">An effect whose target stands before or after it.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    public Reversal Restore(Effect effect)
    {
        RemoveStaging(effect);
        var how = effect.After.IsDirectory ? RemoveFolder(effect) : RestoreFile(effect);
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
