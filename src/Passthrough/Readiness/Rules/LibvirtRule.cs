using System.Collections.Immutable;
using Passthrough.Host;
using Passthrough.Host.Distribution;
using Passthrough.Host.Virtualization;

namespace Passthrough.Readiness.Rules;

/// <summary>Does libvirt run, and is its configuration one that guests start with.</summary>
internal static class LibvirtRule
{
    private static readonly FindingKind LibvirtNotRunning = new("libvirt-not-running", Severity.Warning, "libvirt is installed on the running machine and none of its sockets is there.");
    private static readonly FindingKind LibvirtDeviceList = new("libvirt-device-list-short", Severity.Warning, "qemu.conf sets cgroup_device_acl without devices that every guest needs.");
    private static readonly FindingKind LibvirtRunsAsRoot = new("libvirt-guests-as-root", Severity.Note, "qemu.conf has guests run as root.");

    // What libvirt allows when the list is not set, as far as every guest needs it (src/qemu/qemu_cgroup.c); a list that is set replaces all of it.
    private static readonly ImmutableArray<string> NeededDevices = [.. new[] { "null", "full", "zero", "random", "urandom", "ptmx", "kvm" }.Select(name => HostRoots.Live.Dev(name))];

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Is libvirt ready for guests?",
        [LibvirtNotRunning, LibvirtDeviceList, LibvirtRunsAsRoot],
        Judge);

    /// <summary>Nothing where libvirt is not installed. Whether it runs is asked of the running machine only.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        var libvirt = facts.Virtualization.Libvirt;
        if (libvirt.Form == LibvirtForm.None)
        {
            yield break;
        }

        if (facts.Security.User is not null && libvirt.Sockets.IsEmpty)
        {
            yield return LibvirtNotRunning.Found(
                "libvirt is installed and does not run.",
                [new Evidence(HostRoots.Live.Run("libvirt"), "no socket")],
                $"Start it now and at each boot: {StartLine(facts.Distribution.Family, libvirt.Form)}");
        }

        if (libvirt.Configuration?.CgroupDevices is { } list && NeededDevices.Where(device => !list.Contains(device, StringComparer.Ordinal)).ToList() is { Count: > 0 } missing)
        {
            yield return LibvirtDeviceList.Found(
                $"libvirt's list of devices for guests is set and lacks {string.Join(", ", missing)}: it replaces the built-in list, and guests fail to start.",
                [new Evidence(QemuConf, $"cgroup_device_acl = {string.Join(", ", list)}")],
                $"Add them to cgroup_device_acl in {QemuConf}, then run sudo systemctl restart {(libvirt.Form == LibvirtForm.Modular ? "virtqemud" : "libvirtd")}.");
        }

        if (libvirt.Configuration?.User is "root" or "+0" or "0")
        {
            yield return LibvirtRunsAsRoot.Found(
                "libvirt runs guests as root: whoever breaks out of one owns the host.", [new Evidence(QemuConf, $"user = {libvirt.Configuration.User}")]);
        }
    }

    private static string QemuConf { get; } = HostRoots.Live.Etc("libvirt/qemu.conf");

    private static string StartLine(DistributionFamily family, LibvirtForm form) => family switch
    {
        DistributionFamily.Alpine or DistributionFamily.Gentoo => "sudo rc-update add libvirtd && sudo rc-service libvirtd start",
        DistributionFamily.Void => "sudo ln -s /etc/sv/libvirtd /etc/sv/virtlogd /etc/sv/virtlockd /var/service/",
        _ when form == LibvirtForm.Modular => "sudo systemctl enable --now virtqemud.socket virtnetworkd.socket virtnodedevd.socket virtstoraged.socket",
        _ => "sudo systemctl enable --now libvirtd.socket",
    };
}
