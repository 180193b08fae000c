using System.Collections.Immutable;
using Passthrough.Changes.Journal;
using Passthrough.Changes.Network;
using Passthrough.Failures;

namespace Passthrough.Changes;

/// <summary>Takes back a transaction that was not committed: the last effect first.</summary>
internal static class RollBack
{
    /// <summary>Brings every target back to the state before. Doing it twice does no harm.</summary>
    /// <param name="context">The machine.</param>
    /// <param name="transaction">A transaction that was cut off or failed.</param>
    /// <param name="leavesChanged">True to leave files that someone else changed meanwhile as they are; false to stop before the first step when there is one.</param>
    /// <returns>How each effect was taken back, last first.</returns>
    /// <exception cref="ConflictException">Someone else changed a file meanwhile; nothing was touched.</exception>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static ImmutableArray<(Effect Effect, Reversal How)> Run(ChangeContext context, Transaction transaction, bool leavesChanged)
    {
        transaction.FreeSpace();
        var reverser = new EffectReverser(context, transaction, leavesChanged);
        var effects = transaction.Effects;
        ImmutableArray<Effect> changed = [.. effects.Where(effect => reverser.StandingOf(effect) == EffectStanding.Other)];
        var conflicts = changed.Where(effect => !effect.IsGenerated).ToImmutableArray();
        if (!conflicts.IsEmpty && !leavesChanged)
        {
            throw Conflicts.Of(context.Roots, transaction, conflicts, "recover", "passthrough recover --leave-changed leaves these files as they are now and takes back the rest; the machine boots either way, for every file is whole");
        }

        var done = ImmutableArray.CreateBuilder<(Effect Effect, Reversal How)>();
        foreach (var effect in effects.Reverse())
        {
            if (!changed.Contains(effect))
            {
                done.Add((effect, reverser.Restore(effect)));
                continue;
            }

            // A generated file that is neither was written by the distribution's own tools meanwhile: theirs boots, and is built anew below.
            reverser.RemoveStaging(effect);
            if (!effect.IsGenerated)
            {
                reverser.Record(effect, Reversal.LeftChanged);
                done.Add((effect, Reversal.LeftChanged));
            }
        }

        done.AddRange(Regeneration.Run(context, transaction, [.. changed.Where(effect => effect.IsGenerated)], reverser));
        BridgeSwitch.GiveBack(context, transaction);
        transaction.RemoveScratch();
        transaction.MarkRolledBack(context.Now);
        transaction.RemoveBlobs();
        return done.ToImmutable();
    }
}
