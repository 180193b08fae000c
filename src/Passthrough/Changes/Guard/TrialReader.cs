using Passthrough.Host;
using Passthrough.Host.Boot;
using Passthrough.Host.Boot.LoaderEntries;
using Passthrough.Host.Firmware;
using Passthrough.Host.Reading;
using Passthrough.Planning;
using Passthrough.Planning.Guard;

namespace Passthrough.Changes.Guard;

/// <summary>Tells how far a trial is from what the boot loader remembers and from the running kernel's line.</summary>
public static class TrialReader
{
    /// <summary>The state; null when the plan has no trial boot, or what the boot loader remembers cannot be read.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="plan">The applied plan.</param>
    public static TrialState? Read(HostRoots roots, Plan plan)
    {
        var reader = new MachineReader(roots);
        return plan.TrialBoot switch
        {
            BootEnvironmentChange grub => reader.ReadText(roots.Locate(grub.Path)) is { } environment
                ? State(reader, GrubEnvironment.Value(environment, TrialVariables.Good) is not null, GrubEnvironment.Value(environment, TrialVariables.Trial) is not null, hasFallenBack: false)
                : null,

            BootVariableChange { IsFirmware: true } => FirmwareMenu.Read(reader) is { } menu && plan.Changes.OfType<FirmwareEntryChange>().FirstOrDefault() is { } entry
                ? State(reader, !entry.IsFirstIn(menu), menu.Next is { } next && entry.TrialIn(menu, next)?.Number == next, hasFallenBack: menu.Started is { } started && entry.Is(started))
                : null,

            // What is not the fallback is what the machine was told before, or what a person chose since.
            BootVariableChange once when reader.Exists(Path.GetDirectoryName(roots.Locate(once.Path))!) => State(
                reader,
                plan.Changes.OfType<BootVariableChange>().All(first => ReferenceEquals(first, once) || !IsSet(reader, first)),
                IsSet(reader, once),
                hasFallenBack: plan.Changes.OfType<BootVariableChange>().Any(first => !ReferenceEquals(first, once) && string.Equals(LoaderVariables.Read(reader).Selected, first.Value, StringComparison.OrdinalIgnoreCase))),
            _ => null,
        };
    }

    /// <summary>Where a signed image takes no line but its own, only the loader tells that it is the fallback that was started; elsewhere the word on the line does.</summary>
    private static TrialState State(MachineReader reader, bool isGood, bool isWaiting, bool hasFallenBack) =>
        isGood ? TrialState.Confirmed
        : isWaiting ? TrialState.Waiting
        : hasFallenBack || Host.Boot.KernelCommandLine.Split(reader.ReadText(reader.Roots.Proc("cmdline")) ?? "").Contains(FallbackEntry.Word, StringComparer.Ordinal) ? TrialState.FellBack
        : TrialState.Running;

    private static bool IsSet(MachineReader reader, BootVariableChange change) => string.Equals(EfiVariables.LoaderText(reader, change.Name), change.Value, StringComparison.Ordinal);
}
