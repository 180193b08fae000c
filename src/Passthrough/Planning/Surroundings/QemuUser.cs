using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Host;
using Passthrough.Host.Security;
using Passthrough.Host.Virtualization;

namespace Passthrough.Planning.Surroundings;

/// <summary>As whom libvirt's system instance runs QEMU.</summary>
/// <param name="Name">The login name, or the number where there is none.</param>
/// <param name="User">The number.</param>
/// <param name="Groups">The numbers of the groups that QEMU is in.</param>
/// <param name="PassesChecks">True for root with all its power.</param>
internal sealed record QemuUser(string Name, uint User, ImmutableArray<uint> Groups, bool PassesChecks)
{
    /// <summary>The machine's own path of the file that may name the user.</summary>
    public static string Configuration => HostRoots.Live.Etc("libvirt/qemu.conf");

    /// <summary>Whom distributions build libvirt for: Debian and those that follow it, Arch; Fedora, RHEL, openSUSE, Gentoo.</summary>
    private static readonly ImmutableArray<string> BuiltIn = ["libvirt-qemu", "qemu"];

    /// <summary>The user that <c>qemu.conf</c> names, or else the one that the distribution made for it.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="groups">All of its groups.</param>
    /// <returns>Null when that is not known: the file is closed, or names nobody of this machine.</returns>
    public static QemuUser? Of(HostFacts facts, ImmutableArray<LocalGroup> groups)
    {
        if (IsClosed(facts))
        {
            return null;
        }

        var configuration = facts.Virtualization.Libvirt.Configuration ?? QemuConfiguration.Parse("");
        var user = configuration.User is { } named ? Account(facts.Security, named) : BuiltIn.Select(facts.Security.UserOf).FirstOrDefault(found => found is not null);
        if (user is null)
        {
            return null;
        }

        var group = configuration.Group is { } chosen ? groups.FirstOrDefault(other => string.Equals(other.Name, chosen, StringComparison.Ordinal))?.Number ?? Number(chosen) : null;
        ImmutableArray<uint> numbers = [.. groups.Where(other => other.Members.Contains(user.Name, StringComparer.Ordinal)).Select(other => other.Number).Append(group ?? user.Group)];
        return new QemuUser(user.Name, user.Number, numbers, user.Number == 0 && configuration.ClearsCapabilities is false);
    }

    /// <summary>True when only root may see whom <c>qemu.conf</c> names.</summary>
    /// <param name="facts">The machine.</param>
    public static bool IsClosed(HostFacts facts) => facts.Problems.Any(problem => string.Equals(problem.Path, Configuration, StringComparison.Ordinal));

    // A name goes before a number; "+1000" is always a number (the comments of qemu.conf).
    private static LocalUser? Account(SecurityFacts security, string named) =>
        security.UserOf(named) ?? (Number(named) is { } number ? security.Users.FirstOrDefault(user => user.Number == number) ?? new LocalUser(named, number, number) : null);

    private static uint? Number(string text) => uint.TryParse(text.TrimStart('+'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
