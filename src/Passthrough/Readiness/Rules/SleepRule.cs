using Passthrough.Host;

namespace Passthrough.Readiness.Rules;

/// <summary>A machine that sleeps while a guest has a card often does not wake.</summary>
internal static class SleepRule
{
    private static readonly FindingKind SleepsWhenIdle = new("sleeps-when-idle", Severity.Warning, "logind puts the machine to sleep when it is idle.");
    private static readonly FindingKind SleepOff = new("sleep-off", Severity.Good, "Sleep is masked or not allowed.");
    private static readonly FindingKind SleepPossible = new("sleep-possible", Severity.Note, "Nothing keeps the running machine from sleeping.");

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Can the machine fall asleep under a guest?",
        [SleepsWhenIdle, SleepOff, SleepPossible],
        Judge);

    /// <summary>At most one finding.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        var sleep = facts.Security.Sleep;
        if (sleep.IsMasked || sleep.AllowSuspend is false)
        {
            yield return SleepOff.Found(
                "The machine does not fall asleep under a guest.",
                [sleep.IsMasked ? new Evidence(HostRoots.Live.Etc("systemd/system"), "sleep.target or suspend.target is masked") : new Evidence(HostRoots.Live.Etc("systemd/sleep.conf"), "AllowSuspend=no")]);
        }
        else if (sleep.IdleAction is "suspend" or "hibernate" or "hybrid-sleep" or "suspend-then-hibernate" or "sleep")
        {
            yield return SleepsWhenIdle.Found(
                "The machine falls asleep when the host is idle, also while a guest runs: with a passed card it often does not wake again.",
                [new Evidence(HostRoots.Live.Etc("systemd/logind.conf"), $"IdleAction={sleep.IdleAction}")],
                "Set IdleAction=ignore in /etc/systemd/logind.conf and reboot, or rule sleep out: sudo systemctl mask sleep.target suspend.target hibernate.target hybrid-sleep.target");
        }
        else if (facts.Security.User is not null)
        {
            yield return SleepPossible.Found(
                "Nothing keeps this machine from sleeping: with a passed card in a running guest it often does not wake again. Desktops have a setting of their own for when they are idle.",
                [new Evidence(HostRoots.Live.Etc("systemd"), "sleep.target is not masked")]);
        }
    }
}
