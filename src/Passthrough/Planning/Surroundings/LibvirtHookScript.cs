using Passthrough.Host;
using Passthrough.Host.Virtualization;
using Passthrough.Readiness;

namespace Passthrough.Planning.Surroundings;

/// <summary>
/// What libvirt's daemon runs before it starts and after it has ended any guest, beside the hooks that are there: a file of its own in <c>/etc/libvirt/hooks/qemu.d</c>, which libvirt knows from 6.5 on
/// (https://libvirt.org/hooks.html).
/// </summary>
internal static class LibvirtHookScript
{
    private static readonly ToolVersion WithFolder = new(6, 5);

    /// <summary>Where it lies.</summary>
    public static string Path => HostRoots.Live.Etc("libvirt/hooks/qemu.d/passthrough");

    /// <summary>The change that writes it, where libvirt is or comes with the plan.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="request">What was asked.</param>
    public static Surrounding Of(HostFacts facts, PlanRequest request) =>
        (request.Packages || !GuestParts.Missing(facts).Contains(GuestPart.Libvirt)) && !(ToolVersion.Parse(facts.Virtualization.LibvirtVersion) < WithFolder)
            ? new Surrounding(
                OwnFile.Write(
                    facts.Boot, "libvirt-hook", "Let libvirt say when it starts and has ended a guest",
                    "A guest that virt-manager or virsh starts then takes from the host what it needs, and gives it back, as one of 'passthrough guest start'. Guests of others are let pass. libvirt looks for it as it starts, so from the reboot on.",
                    Path, Text(request.Program), NewFileMode.Executable),
                [],
                [])
            : Surrounding.None;

    /// <summary>The script. AppArmor's profile of the daemon lets it run programs of <c>/usr/bin</c> unconfined (PUx), and none elsewhere: env(1) is one.</summary>
    /// <param name="program">This program's file.</param>
    internal static string Text(string program) =>
        $"""
        #!/bin/sh
        {OwnFile.Heading}
        [ -x {ShellWord.Of(program)} ] || exit 0
        case $2 in
            prepare|started|release) exec /usr/bin/env {ShellWord.Of(program)} hook "$@" ;;
        esac

        """;
}
