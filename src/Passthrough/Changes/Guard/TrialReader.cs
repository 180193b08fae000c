using Passthrough.Host;
using Passthrough.Host.Boot;
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
        if (plan.TrialBoot is not { } trial || reader.ReadText(roots.Locate(trial.Path)) is not { } environment)
        {
            return null;
        }

        var isFallback = Host.Boot.KernelCommandLine.Split(reader.ReadText(roots.Proc("cmdline")) ?? "").Contains(FallbackEntry.Word, StringComparer.Ordinal);
        return GrubEnvironment.Value(environment, TrialVariables.Good) is not null ? TrialState.Confirmed
            : GrubEnvironment.Value(environment, TrialVariables.Trial) is not null ? TrialState.Waiting
            : isFallback ? TrialState.FellBack
            : TrialState.Running;
    }
}
