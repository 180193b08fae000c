using System.Security.Cryptography;
using System.Text;
using Passthrough.Changes.Files;
using Passthrough.Changes.Journal;
using Passthrough.Changes.Network;
using Passthrough.Failures;
using Passthrough.Host.Boot;
using Passthrough.Planning;
using Passthrough.Planning.Guard;

namespace Passthrough.Changes;

/// <summary>Applies a plan through the journal: either all of it, or nothing.</summary>
public static class Applier
{
    private const int ConfigurationMode = 0b100_100_100;

    /// <summary>Makes the plan for the machine as it is now and applies it.</summary>
    /// <param name="context">The machine.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="saved">A plan that was shown before and must still be the same; null when there is none.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="NeedsRootException">Not root.</exception>
    /// <exception cref="BusyException">Another command is changing this host, or installs packages.</exception>
    /// <exception cref="UnfinishedTransactionException">An earlier transaction was cut off.</exception>
    /// <exception cref="RefusedException">A safety rule forbids it.</exception>
    /// <exception cref="StalePlanException">The machine is not the one that the saved plan was made for.</exception>
    /// <exception cref="RolledBackException">It failed and the host is as before.</exception>
    /// <exception cref="RollbackIncompleteException">It failed and so did taking it back.</exception>
    public static ApplyResult Apply(ChangeContext context, PlanRequest request, Plan? saved)
    {
        Rights.RequireRoot(context.Roots, saved is null ? $"apply --gpu {request.Gpu}" : "apply PLAN");
        using var held = ChangeLock.Take(context.Roots);
        Unfinished.Require(context.Roots);
        var facts = PlanFacts.For(context.ReadHost(), context.Roots, request, context.Packages);
        var plan = Planner.Plan(facts, request);
        if (saved is not null && !string.Equals(saved.Fingerprint, plan.Fingerprint, StringComparison.Ordinal))
        {
            throw new StalePlanException($"the plan was made for another state of this machine: {PlanDifference.Between(saved, plan)}", null, "make the plan anew and look at it");
        }

        return Carry(context, plan, facts.Boot.LineTool);
    }

    /// <summary>Carries a plan out under the lock that the caller holds; nothing was cut off.</summary>
    /// <param name="context">The machine.</param>
    /// <param name="plan">A plan for the machine as it is now.</param>
    /// <param name="lineTool">Who writes the kernel line; of no meaning for a plan that does not concern it.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="PassthroughException">As <see cref="Apply"/>.</exception>
    internal static ApplyResult Carry(ChangeContext context, Plan plan, KernelLineTool lineTool = KernelLineTool.None)
    {
        var newest = TransactionJournal.Newest(context.Roots, plan.Subject);
        if (plan.Changes.IsEmpty)
        {
            return new ApplyResult(plan, newest is { State: TransactionState.Committed } ? newest.Id : null, IsNothingToDo: true);
        }

        if (newest is { State: TransactionState.Committed })
        {
            throw new RefusedException($"transaction {newest.Id} is applied and is not what this plan wants", newest.Folder, plan.Subject == PlanSubject.UsbSwitch ? "take it back first: sudo passthrough usb setup --undo" : "take it back first: passthrough undo");
        }

        Preflight.Require(context, plan, lineTool);
        context.AwaitPackages(plan);
        BridgeSwitch.RequireAnswer(context, plan);
        var transaction = TransactionJournal.Create(context.Roots, plan, context.Clock);
        try
        {
            transaction.HoldReserve(Preflight.BytesToTakeBack(context, plan));
            BridgeSwitch.Arm(context, transaction);
            Run(context, transaction, plan);
            BridgeSwitch.Take(context, transaction);
            transaction.FreeSpace();
            transaction.RemoveScratch();
            transaction.MarkCommitted(context.Now);
        }
        catch (Exception exception)
        {
            throw TakeBack(context, transaction, exception);
        }

        BridgeSwitch.Disarm(context, transaction);
        return new ApplyResult(plan, transaction.Id, IsNothingToDo: false);
    }

    private static void Run(ChangeContext context, Transaction transaction, Plan plan)
    {
        var writer = new EffectWriter(context, transaction);
        var artifacts = new BootArtifacts(context, plan.Generator, transaction.Id, transaction.Scratch);
        foreach (var change in plan.Changes)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Report(ProgressKind.Step, change.Title);
            switch (change)
            {
                case FileChange file:
                    if (string.Equals(Path.GetFileName(file.Path), GrubFallbackEntry.FileName, StringComparison.Ordinal))
                    {
                        artifacts.CheckBootScript(file.After);
                    }

                    var bytes = Encoding.UTF8.GetBytes(file.After);
                    writer.Write(file.Id, EffectOrigin.Plan, file.Path, HashOf(file.Before), file.Before is null, file.Mode, () => new MemoryStream(bytes));
                    break;
                case CopyChange copy:
                    var source = context.Roots.Locate(FileStates.Resolve(context.Roots, copy.Source));
                    writer.Write(copy.Id, EffectOrigin.Plan, copy.Path, null, isExpectedAbsent: false, copy.Mode, () => File.OpenRead(source));
                    break;
                case InitramfsChange initramfs:
                    foreach (var images in initramfs.Images.GroupBy(image => (image.KernelVersion, image.Arguments, Own: image.Unified is null ? null : image.Path)))
                    {
                        context.Report(ProgressKind.Step, $"{initramfs.Title}: {images.Key.KernelVersion}");
                        var built = artifacts.BuildInitramfs(images.First(), initramfs);
                        foreach (var image in images)
                        {
                            writer.Write(initramfs.Id, EffectOrigin.Initramfs, image.Path, null, isExpectedAbsent: false, NewFileMode.Plain, () => File.OpenRead(built), image.KernelVersion);
                        }

                        File.Delete(built);
                    }

                    break;
                case BootConfigurationChange configuration:
                    var generated = artifacts.GenerateBootConfiguration(configuration.MustHaveParameters);
                    writer.Write(configuration.Id, EffectOrigin.BootConfiguration, configuration.Path, null, isExpectedAbsent: false, ConfigurationMode, () => File.OpenRead(generated));
                    break;
                case BootEnvironmentChange environment:
                    var edited = artifacts.EditBootEnvironment(environment.Path, environment.Variables, environment.Removed);
                    writer.Write(environment.Id, EffectOrigin.BootEnvironment, environment.Path, null, environment.IsNew, ConfigurationMode, () => File.OpenRead(edited));
                    break;
                case KernelLineChange line:
                    var entry = Encoding.UTF8.GetBytes(line.After);
                    writer.Write(line.Id, EffectOrigin.KernelLine, line.Path, HashOf(line.Before), isExpectedAbsent: false, ConfigurationMode, () => new MemoryStream(entry));
                    break;
                case BootChecksumsChange checksums:
                    var renewed = artifacts.WriteChecksums(checksums.Path, checksums.Images);
                    writer.Write(checksums.Id, EffectOrigin.KernelLine, checksums.Path, null, isExpectedAbsent: false, ConfigurationMode, () => File.OpenRead(renewed));
                    break;
                case BootVariableChange variable:
                    writer.Write(variable, artifacts);
                    break;
                case FirmwareEntryChange firmware:
                    writer.Write(firmware);
                    break;
                case BootPartitionsChange partitions:
                    writer.Write(partitions, artifacts);
                    break;
                case ToolChange tool:
                    writer.Write(tool, artifacts);
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException($"no change of kind {change.GetType().Name} is known");
            }
        }

        // Ctrl-C up to here takes everything back; from here on it is done.
        context.Cancellation.ThrowIfCancellationRequested();
    }

    private static PassthroughException TakeBack(ChangeContext context, Transaction transaction, Exception cause)
    {
        var what = cause is OperationCanceledException ? "interrupted" : cause.Message;
        var where = (cause as PassthroughException)?.Where;
        try
        {
            RollBack.Run(context with { Cancellation = CancellationToken.None }, transaction, leavesChanged: false);
            BridgeSwitch.Disarm(context, transaction);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or PassthroughException)
        {
            return new RollbackIncompleteException(
                $"applying failed ({what}), and so did taking it back: {exception.Message}", transaction.Folder, "the journal is kept; remove the cause, then run: sudo passthrough recover", ErrnoOf.Exception(exception), cause);
        }

        return new RolledBackException($"applying failed and everything was taken back; the host is as before: {what}", where, "remove the cause, then apply again", (cause as PassthroughException)?.Errno ?? ErrnoOf.Exception(cause), cause);
    }

    private static string? HashOf(string? text) => text is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
