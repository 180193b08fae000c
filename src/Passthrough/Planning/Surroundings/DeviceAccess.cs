using System.Collections.Immutable;
using Passthrough.Changes.Libvirt;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Virtualization;
using Passthrough.Readiness;

namespace Passthrough.Planning.Surroundings;

/// <summary>
/// Lets guests of libvirt open nodes that their XML does not name to libvirt (arguments of <c>qemu:commandline</c>): the list <c>cgroup_device_acl</c> of <c>/etc/libvirt/qemu.conf</c>; AppArmor's rules come from here too (<see cref="AppArmorRules"/>).
/// Who runs QEMU (<c>user</c>, <c>group</c>) stays.
/// </summary>
internal static class DeviceAccess
{
    /// <summary>The edits, for the nodes that are not allowed yet.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="request">What was asked.</param>
    /// <exception cref="InvalidInputException">What is named is no input device.</exception>
    /// <exception cref="RefusedException">The files are not there, or are written in a way that is not understood.</exception>
    /// <exception cref="NeedsRootException">They are readable by root only.</exception>
    public static Surrounding Of(HostFacts facts, PlanRequest request)
    {
        var inputs = Inputs(request);
        ImmutableArray<string> nodes = request.Kvmfr ? [.. inputs, SharedMemory.NodePath] : inputs;
        if (nodes.IsEmpty)
        {
            return request.Evdev is null ? Surrounding.None : throw new InvalidInputException("--evdev names no input device", null, $"say which: --evdev {HostRoots.Live.Dev("input/by-id")}/NAME-event-kbd");
        }

        if (facts.Security.IsSelinuxEnforcing is true)
        {
            throw new RefusedException("SELinux confines guests here, and keeps those of libvirt from nodes that their XML does not name to it", HostRoots.Live.Etc("selinux/config"), "give the guest its keyboard and mouse by <input type='evdev'>, which libvirt labels itself");
        }

        return new Surrounding(List(facts, nodes), [.. nodes.Select(node => new GuestsMayOpen(node))], []);
    }

    /// <summary>AppArmor's rules for the nodes. It judges the node behind a link of by-id, whose number changes from start to start.</summary>
    /// <param name="request">What was asked.</param>
    public static ImmutableArray<WantedRule> Rules(PlanRequest request)
    {
        ImmutableArray<string> allowed = [.. request.Kvmfr ? [SharedMemory.NodePath] : Array.Empty<string>(), .. Inputs(request).IsEmpty ? Array.Empty<string>() : [HostRoots.Live.Dev("input/event*")]];
        return [.. allowed.Select(node => new WantedRule(node, $"{node} rw,"))];
    }

    private static ImmutableArray<string> Inputs(PlanRequest request) => [.. (request.Evdev ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Input)];

    private static string Input(string node) =>
        node.StartsWith(HostRoots.Live.Dev("input/"), StringComparison.Ordinal) && node.All(letter => letter is > ' ' and < (char)127 and not ('"' or '\'' or '\\' or '#' or ']' or '*' or '?' or '[' or '{'))
            ? node
            : throw new InvalidInputException($"'{node}' is no input device", node, $"name nodes below {HostRoots.Live.Dev("input")}, best those of by-id, which stay the same");

    private static ImmutableArray<Change> List(HostFacts facts, ImmutableArray<string> nodes)
    {
        var path = HostRoots.Live.Etc("libvirt/qemu.conf");
        if (facts.Boot.ConfigurationFile(path) is not { } file)
        {
            throw facts.Problems.Any(problem => string.Equals(problem.Path, path, StringComparison.Ordinal))
                ? new NeedsRootException("what guests may open is readable by root only", path, "run the same command with sudo")
                : new RefusedException($"{path} is not there", path, SurroundingRefusals.InstallFirst(facts, GuestPart.Libvirt));
        }

        var text = DeviceListEditor.Allow(file.Text, nodes)
            ?? throw new RefusedException("cgroup_device_acl is set twice, or in a way that is not understood", path, $"write it once, as a list in brackets, or add there yourself: {string.Join(", ", nodes)}");
        return OwnFile.Write(
            facts.Boot, "device-access", $"Let libvirt's guests open {string.Join(", ", nodes)}",
            "libvirt keeps its guests from nodes that are not in their XML. The list replaces libvirt's own, so it begins with what libvirt names there. libvirt reads it as it starts, so from the reboot on.",
            path, text, NewFileMode.Private);
    }
}
