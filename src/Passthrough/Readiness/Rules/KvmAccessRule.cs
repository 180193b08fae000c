using Passthrough.Host;

namespace Passthrough.Readiness.Rules;

/// <summary>May the person who asks use KVM and libvirt. libvirt's own instance runs guests as a user that may; a person who starts QEMU needs the right himself.</summary>
internal static class KvmAccessRule
{
    private static readonly FindingKind KvmClosedToUser = new("kvm-closed-to-user", Severity.Note, "KVM's device is there and this user may not open it.");
    private static readonly FindingKind LibvirtClosedToUser = new("libvirt-closed-to-user", Severity.Note, "libvirt is installed and this user is not in its group.");

    private static readonly FindingKind LockedMemoryShort = new("locked-memory-short", Severity.Note, "This user's processes may lock less memory than the smallest guest with a card needs.");

    // A guest with a card locks all of its memory; below this no desktop guest runs.
    private const long SmallGuest = 2L << 30;

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "May this user run guests?",
        [KvmClosedToUser, LibvirtClosedToUser, LockedMemoryShort],
        Judge);

    /// <summary>Nothing for root and for a machine that is not the running one.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        if (facts.Security.User is not { IsRoot: false } user)
        {
            yield break;
        }

        if (facts.Virtualization.CanUseKvm is false)
        {
            var isMember = user.Groups.Contains("kvm", StringComparer.Ordinal);
            yield return KvmClosedToUser.Found(
                "KVM is closed to this user: guests that this user starts without libvirt run emulated, which is many times slower.",
                [new Evidence(HostRoots.Live.Dev("kvm"), "may not be opened for reading and writing"), Groups(user.Groups.Length == 0 ? "none that matter" : string.Join(", ", user.Groups))],
                isMember ? "This user is in the group kvm and the device does not belong to it: see ls -l /dev/kvm and the udev rules."
                    : facts.Security.GroupNames.Contains("kvm", StringComparer.Ordinal) ? "Join the group: sudo usermod -aG kvm $USER, then log out and in."
                    : "There is no group kvm: give the device to a group of this user's by a udev rule.");
        }

        if (facts.Virtualization.HasLibvirtDaemon && facts.Security.GroupNames.Contains("libvirt", StringComparer.Ordinal) && !user.Groups.Contains("libvirt", StringComparer.Ordinal))
        {
            yield return LibvirtClosedToUser.Found(
                "This user is not in the group libvirt: each use of the system's libvirt asks for a password.",
                [Groups("libvirt is not among this user's")],
                "Join the group: sudo usermod -aG libvirt $USER, then log out and in. Its members can become root.");
        }

        if (facts.Memory.LockedLimit?.SoftBytes is < SmallGuest and var bytes)
        {
            yield return LockedMemoryShort.Found(
                "A guest with a card locks all of its memory, and this user's own processes may not: let the system's libvirt start it, which sees to that, or raise memlock in /etc/security/limits.d.",
                [new Evidence(HostRoots.Live.Proc("self/limits"), $"Max locked memory {bytes / 1024} KiB")]);
        }
    }

    private static Evidence Groups(string words) => new(HostRoots.Live.Etc("group"), words);
}
