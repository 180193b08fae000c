using System.Collections.Immutable;
using Passthrough.Host.Reading;
using Passthrough.Native.Libc;

namespace Passthrough.Host.Security;

/// <summary>Reads AppArmor, SELinux, lockdown, cgroups, the user's groups and the settings about sleep.</summary>
public static class SecurityReader
{
    private static readonly ImmutableArray<string> GroupsThatMatter = ["disk", "input", "kvm", "libvirt", "render", "video"];

    /// <summary>All of it.</summary>
    /// <param name="reader">The machine.</param>
    public static SecurityFacts Read(MachineReader reader)
    {
        var roots = reader.Roots;
        var text = reader.ReadText(roots.Etc("group"));
        var names = GroupFile.Names(text);
        var configuration = reader.ReadText(roots.Etc("selinux/config"));
        return new SecurityFacts(
            reader.ReadLine(roots.Sys("module/apparmor/parameters/enabled")) is { } enabled ? enabled is "Y" : null,
            reader.ReadLine(roots.Sys("fs/selinux/enforce")) switch { "1" => true, "0" => false, _ => null },
            SelinuxSetting(configuration, "SELINUX"),
            SecurityFacts.LockdownOf(reader.ReadText(roots.Sys("kernel/security/lockdown"))),
            reader.Exists(roots.Sys("fs/cgroup/cgroup.controllers")) ? 2 : reader.List(roots.Sys("fs/cgroup")) is { IsEmpty: false } ? 1 : null,
            [.. GroupsThatMatter.Where(names.Values.Contains)],
            roots.IsLive ? ReadUser(names) : null,
            SleepSettings.Parse(
                ReadSettings(reader, "logind.conf"),
                ReadSettings(reader, "sleep.conf"),
                IsMasked(reader, "sleep.target") || IsMasked(reader, "suspend.target")))
        {
            Users = LocalUser.Parse(reader.ReadText(roots.Etc("passwd"))),
            Groups = [.. GroupFile.Parse(text).Where(group => GroupsThatMatter.Contains(group.Name, StringComparer.Ordinal))],
            UserManagerTakesLimits = PamStack.OpensSessionWith("systemd-user", "pam_limits.so", service => ReadService(reader, service)),
            LocalFileContexts = SelinuxSetting(configuration, "SELINUXTYPE") is { } policy && !policy.Contains('/', StringComparison.Ordinal) && !policy.StartsWith('.')
                ? LocalFileContext.Parse(reader.ReadText(roots.Etc($"selinux/{policy}/contexts/files/file_contexts.local")))
                : [],
        };
    }

    // The administrator's file replaces the distribution's (pam.d(5)).
    private static string? ReadService(MachineReader reader, string service) =>
        service.Contains('/', StringComparison.Ordinal) || service.StartsWith('.') ? null : reader.ReadText(reader.Roots.Etc($"pam.d/{service}")) ?? reader.ReadText(reader.Roots.Usr($"lib/pam.d/{service}"));

    /// <summary>The value of a setting (<c>SELINUX</c>, <c>SELINUXTYPE</c>); null when the file does not set it.</summary>
    /// <param name="text"><c>/etc/selinux/config</c>; null when absent.</param>
    /// <param name="name">The setting's name.</param>
    internal static string? SelinuxSetting(string? text, string name) =>
        (text ?? "").Split('\n').LastOrDefault(line => line.StartsWith($"{name}=", StringComparison.Ordinal))?[(name.Length + 1)..].Trim() is { Length: > 0 } value ? value : null;

    private static UserAccount ReadUser(ImmutableDictionary<uint, string> names)
    {
        var own = SupplementaryGroups.Read().Append(EffectiveUser.GroupId).Select(group => names.GetValueOrDefault(group)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return new UserAccount(EffectiveUser.Id == 0, [.. GroupsThatMatter.Where(own.Contains)]);
    }

    private static bool IsMasked(MachineReader reader, string unit) => reader.ReadLink(reader.Roots.Etc($"systemd/system/{unit}")) is "/dev/null";

    // A drop-in in /etc hides one of the same name below /usr; all are taken in the order of their names, after the main file.
    private static ImmutableArray<string> ReadSettings(MachineReader reader, string file)
    {
        var folders = new[] { reader.Roots.Etc("systemd"), reader.Roots.Run("systemd"), reader.Roots.Usr("lib/systemd") };
        var main = folders.Select(folder => reader.ReadText($"{folder}/{file}")).FirstOrDefault(text => text is not null);
        var dropIns = folders
            .SelectMany(folder => (reader.List($"{folder}/{file}.d") ?? []).Select(name => (name, Path: $"{folder}/{file}.d/{name}")))
            .Where(dropIn => dropIn.name.EndsWith(".conf", StringComparison.Ordinal))
            .DistinctBy(dropIn => dropIn.name, StringComparer.Ordinal)
            .OrderBy(dropIn => dropIn.name, StringComparer.Ordinal)
            .Select(dropIn => reader.ReadText(dropIn.Path));
        return [.. dropIns.Prepend(main).OfType<string>()];
    }
}
