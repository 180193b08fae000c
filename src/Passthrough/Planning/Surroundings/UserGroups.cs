using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Security;
using Passthrough.Readiness;

namespace Passthrough.Planning.Surroundings;

/// <summary>Puts a user into the groups that may use libvirt and KVM, by gpasswd(1), which keeps <c>/etc/group</c> and <c>/etc/gshadow</c> in step.</summary>
internal static class UserGroups
{
    /// <summary>The group whose members may open <c>/dev/kvm</c>, and as which libvirt's QEMU runs on most distributions.</summary>
    public const string Kvm = "kvm";

    private const string Libvirt = "libvirt";
    private const string Input = "input";
    private const string Tool = "gpasswd";

    /// <summary>A change for each group that the user is not in yet.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="request">What was asked.</param>
    /// <exception cref="RefusedException">There is no such user, or none of the groups.</exception>
    public static Surrounding Of(HostFacts facts, PlanRequest request)
    {
        if (GuestUser.Of(facts, request) is not { } user)
        {
            return Surrounding.None;
        }

        ImmutableArray<LocalGroup> groups = [.. new[] { Kvm, Libvirt }.Concat(request.Evdev is null ? [] : [Input]).Select(facts.Security.GroupOf).OfType<LocalGroup>()];
        if (groups.IsEmpty)
        {
            throw new RefusedException($"there is neither a group {Kvm} nor a group {Libvirt}", HostRoots.Live.Etc("group"), $"{SurroundingRefusals.InstallFirst(facts, GuestPart.Qemu, GuestPart.Libvirt)}, which bring them");
        }

        return Surrounding.Of([.. groups.Select(group => Of(group, user))]);
    }

    private static Surrounding Of(LocalGroup group, LocalUser user) => Surrounding.Of(
        group.Has(user),
        new ToolChange(
            $"group-{group.Name}",
            $"Put {user.Name} into the group {group.Name}",
            $"{WhatFor(group.Name)} It holds from {user.Name}'s next login on.",
            $"membership of {user.Name} in {group.Name}",
            [Tool, "-a", user.Name, group.Name],
            [Tool, "-d", user.Name, group.Name],
            new GroupMembership(user.Name, group.Name, IsMember: true)),
        new GroupMembership(user.Name, group.Name, IsMember: false));

    private static string WhatFor(string group) => group switch
    {
        Kvm => "Its members may use the processor's virtualization without root.",
        Libvirt => "Its members may start and change libvirt's guests without root, and with them become root: put nobody else in.",
        _ => "Its members may read every keyboard and mouse, which QEMU started by the user itself needs to hand them to a guest; so may each program that the user starts.",
    };
}
