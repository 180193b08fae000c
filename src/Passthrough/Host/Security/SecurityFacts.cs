using System.Collections.Immutable;

namespace Passthrough.Host.Security;

/// <summary>What may stand between a guest and its devices.</summary>
/// <param name="HasAppArmor">True when AppArmor is on (<c>/sys/module/apparmor/parameters/enabled</c>); null when the kernel does not have it.</param>
/// <param name="IsSelinuxEnforcing">True when SELinux enforces, false when it only reports (<c>/sys/fs/selinux/enforce</c>); null when it is off.</param>
/// <param name="SelinuxAtBoot">What the next boot brings (<c>SELINUX</c> in <c>/etc/selinux/config</c>: <c>enforcing</c>, <c>permissive</c>, <c>disabled</c>); null when absent.</param>
/// <param name="Lockdown">The kernel's lockdown; null when the kernel has none or only root may see it.</param>
/// <param name="CgroupVersion">2, or 1 for the old hierarchies and the mixed form (<c>/sys/fs/cgroup</c>); null when absent.</param>
/// <param name="GroupNames">Those of the groups <c>kvm</c>, <c>libvirt</c>, <c>input</c>, <c>render</c>, <c>video</c>, <c>disk</c> that exist here (<c>/etc/group</c>), ordered.</param>
/// <param name="User">Who runs this program; null for a machine that is not the running one.</param>
/// <param name="Sleep">What the files of systemd say about sleep.</param>
public sealed record SecurityFacts(
    bool? HasAppArmor,
    bool? IsSelinuxEnforcing,
    string? SelinuxAtBoot,
    LockdownMode? Lockdown,
    int? CgroupVersion,
    ImmutableArray<string> GroupNames,
    UserAccount? User,
    SleepSettings Sleep)
{
    /// <summary>The users of this machine's own file (<c>/etc/passwd</c>), in its order.</summary>
    public ImmutableArray<LocalUser> Users { get; init; } = [];

    /// <summary>Those of the groups in <see cref="GroupNames"/>, with their members, in the file's order.</summary>
    public ImmutableArray<LocalGroup> Groups { get; init; } = [];

    /// <summary>True when systemd's user managers, and with them desktop sessions, get the limits of <c>/etc/security</c> (<c>pam_limits</c> in the service <c>systemd-user</c> of PAM); null without that service.</summary>
    public bool? UserManagerTakesLimits { get; init; }

    /// <summary>The labels of SELinux that the administrator chose for files, in the file's order; empty without SELinux.</summary>
    public ImmutableArray<LocalFileContext> LocalFileContexts { get; init; } = [];

    /// <summary>The type that the administrator chose for a path; null when nothing is chosen for it alone. The last line of a pattern is the one that counts.</summary>
    public string? LocalTypeOf(string path)
    {
        var pattern = LocalFileContext.PatternOf(path);
        return LocalFileContexts.LastOrDefault(context => string.Equals(context.Pattern, path, StringComparison.Ordinal) || string.Equals(context.Pattern, pattern, StringComparison.Ordinal))?.Type;
    }

    /// <summary>The user of this name; null when the machine's own file has none.</summary>
    public LocalUser? UserOf(string name) => Users.FirstOrDefault(user => string.Equals(user.Name, name, StringComparison.Ordinal));

    /// <summary>The group of this name; null when there is none, or it is none of those that matter.</summary>
    public LocalGroup? GroupOf(string name) => Groups.FirstOrDefault(group => string.Equals(group.Name, name, StringComparison.Ordinal));

    /// <summary>A machine of which nothing of this is known.</summary>
    public static SecurityFacts None { get; } = new(null, null, null, null, null, [], null, SleepSettings.None);

    /// <summary>The lockdown from the kernel's text, in which brackets mark what holds: <c>[none] integrity confidentiality</c>.</summary>
    /// <param name="text">The file; null when absent.</param>
    /// <returns>Null when no word is marked.</returns>
    public static LockdownMode? LockdownOf(string? text) =>
        text is null ? null
            : text.Contains("[none]", StringComparison.Ordinal) ? LockdownMode.None
            : text.Contains("[integrity]", StringComparison.Ordinal) ? LockdownMode.Integrity
            : text.Contains("[confidentiality]", StringComparison.Ordinal) ? LockdownMode.Confidentiality
            : null;
}
