using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Memory;
using Passthrough.Host.Security;
using Passthrough.Planning.Tuning;

namespace Passthrough.Planning.Surroundings;

/// <summary>
/// Lets a user's own QEMU lock the memory of a guest, all of which VFIO pins: limits.conf(5). systemd sets a unit's limits before it calls PAM, so <c>pam_limits</c> has the last word for desktop sessions too, where the
/// service <c>systemd-user</c> calls it, as in Debian, Fedora and Arch; elsewhere the user's manager gets a drop-in of its own.
/// </summary>
internal static class LockedMemory
{
    /// <summary>The machine's own path of the limits.</summary>
    public static string Path => HostRoots.Live.Etc("security/limits.d/passthrough.conf");

    /// <summary>The files, where the user may not lock as much already.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="request">What was asked.</param>
    /// <exception cref="RefusedException">There is no such user, or another file sets a lower limit.</exception>
    /// <exception cref="InvalidInputException">An amount was named without a user, or must be.</exception>
    public static Surrounding Of(HostFacts facts, PlanRequest request)
    {
        if (request.User is null && request.MemlockMiB is null)
        {
            return Surrounding.None;
        }

        var user = GuestUser.Required(facts, request, "--memlock");
        var goal = new LockedMemoryAllowed(user.Name, AmountKib(facts, request));
        ImmutableArray<LimitEntry> others = [.. facts.Memory.ConfiguredLocks.Where(entry => !string.Equals(entry.Path, Path, StringComparison.Ordinal))];
        if (Allows(others, goal))
        {
            return new Surrounding([], [goal], []);
        }

        if (others.FirstOrDefault(entry => string.Equals(entry.Domain, user.Name, StringComparison.Ordinal)) is { } other)
        {
            throw new RefusedException($"{other.Path} limits the memory that {user.Name} may lock to {other.Kib} KiB already", other.Path, $"change it there to {goal.Kib}, or take the line out");
        }

        return new Surrounding([.. Limits(facts, goal), .. ManagerLimit(facts, user, goal)], [goal], []);
    }

    /// <summary>Whether entries let the user lock as much. A user's own entry goes before those of groups and of all; of several the last counts, for each of both limits.</summary>
    /// <param name="entries">In the order in which pam_limits reads them.</param>
    /// <param name="goal">Who, and how much.</param>
    public static bool Allows(ImmutableArray<LimitEntry> entries, LockedMemoryAllowed goal)
    {
        ImmutableArray<LimitEntry> own = [.. entries.Where(entry => string.Equals(entry.Domain, goal.User, StringComparison.Ordinal))];
        return new[] { own.LastOrDefault(entry => entry.IsSoft), own.LastOrDefault(entry => entry.IsHard) }.All(entry => entry is not null && (entry.Kib is null || entry.Kib >= goal.Kib));
    }

    private static long AmountKib(HostFacts facts, PlanRequest request) => request.MemlockMiB is { } amount
        ? amount << 10
        : facts.Memory.TotalKib is { } total && (total >> 10) > HugePageReservation.HostMiB
            ? ((total >> 10) - HugePageReservation.HostMiB) << 10
            : throw new InvalidInputException("it is not known how much memory this machine can spare", HostRoots.Live.Proc("meminfo"), "say how much the user may lock: --memlock 8G");

    private static ImmutableArray<Change> Limits(HostFacts facts, LockedMemoryAllowed goal) => OwnFile.Write(
        facts.Boot, "locked-memory", $"Let {goal.User} lock {goal.Kib >> 10} MiB of memory",
        $"A guest with a card has all of its memory locked. Guests of the system's libvirt get this from libvirt; those that {goal.User} starts with QEMU itself need the limit. It holds from the next login on.",
        Path, $"{OwnFile.Heading}\n{goal.User} - memlock {goal.Kib}\n", NewFileMode.Plain);

    private static ImmutableArray<Change> ManagerLimit(HostFacts facts, LocalUser user, LockedMemoryAllowed goal) => facts.Boot.HasSystemd && facts.Security.UserManagerTakesLimits is false
        ? OwnFile.Write(
            facts.Boot, "manager-locked-memory", $"Let {goal.User}'s desktop session do so too",
            "Here PAM does not tell systemd's user manager, which starts the programs of a desktop, of these limits.",
            HostRoots.Live.Etc($"systemd/system/user@{user.Number}.service.d/passthrough.conf"),
            $"{OwnFile.Heading}\n[Service]\nLimitMEMLOCK={goal.Kib << 10}\n", NewFileMode.Plain)
        : [];
}
