using System.Collections.Immutable;
using Passthrough.Changes.Libvirt;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Virtualization;
using Passthrough.Readiness;

namespace Passthrough.Planning.Surroundings;

/// <summary>
/// Lets guests of libvirt open nodes that their XML does not name to libvirt (arguments of <c>qemu:commandline</c>): the list <c>cgroup_device_acl</c> of <c>/etc/libvirt/qemu.conf</c>, and AppArmor's rules where it confines them.
/// Who runs QEMU (<c>user</c>, <c>group</c>) stays.
/// </summary>
internal static class DeviceAccess
{
    private const string Begin = "# Begin of what passthrough wrote\n";
    private const string End = "# End of what passthrough wrote\n";
    private const string LocalRules = "<local/abstractions/libvirt-qemu>";
    private const string RulesFolder = "<abstractions/libvirt-qemu.d>";

    /// <summary>The edits, for the nodes that are not allowed yet.</summary>
    /// <param name="facts">The machine.</param>
    /// <param name="request">What was asked.</param>
    /// <exception cref="InvalidInputException">What is named is no input device.</exception>
    /// <exception cref="RefusedException">The files are not there, or are written in a way that is not understood.</exception>
    /// <exception cref="NeedsRootException">They are readable by root only.</exception>
    public static Surrounding Of(HostFacts facts, PlanRequest request)
    {
        ImmutableArray<string> inputs = [.. (request.Evdev ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Input)];
        ImmutableArray<string> nodes = request.Kvmfr ? [.. inputs, SharedMemory.NodePath] : inputs;
        if (nodes.IsEmpty)
        {
            return request.Evdev is null ? Surrounding.None : throw new InvalidInputException("--evdev names no input device", null, $"say which: --evdev {HostRoots.Live.Dev("input/by-id")}/NAME-event-kbd");
        }

        if (facts.Security.IsSelinuxEnforcing is true)
        {
            throw new RefusedException("SELinux confines guests here, and keeps those of libvirt from nodes that their XML does not name to it", HostRoots.Live.Etc("selinux/config"), "give the guest its keyboard and mouse by <input type='evdev'>, which libvirt labels itself");
        }

        return new Surrounding([.. List(facts, nodes), .. Rules(facts, inputs, nodes)], [.. nodes.Select(node => new GuestsMayOpen(node))], []);
    }

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

    /// <summary>AppArmor judges the node behind a link of by-id, whose number changes from start to start.</summary>
    private static ImmutableArray<Change> Rules(HostFacts facts, ImmutableArray<string> inputs, ImmutableArray<string> nodes)
    {
        var abstraction = HostRoots.Live.Etc("apparmor.d/abstractions/libvirt-qemu");
        if (facts.Security.HasAppArmor is not true || facts.Boot.ConfigurationFile(abstraction) is not { } rules)
        {
            return [];
        }

        ImmutableArray<string> allowed = [.. nodes.Except(inputs, StringComparer.Ordinal), .. inputs.IsEmpty ? Array.Empty<string>() : [HostRoots.Live.Dev("input/event*")]];
        var block = $"{Begin}{string.Concat(allowed.Select(node => $"{node} rw,\n"))}{End}";
        var local = HostRoots.Live.Etc("apparmor.d/local/abstractions/libvirt-qemu");
        var (path, text) = rules.Text switch
        {
            var known when known.Contains(LocalRules, StringComparison.Ordinal) => (local, WithBlock(facts.Boot.ConfigurationFile(local)?.Text ?? "", block)),
            var known when known.Contains(RulesFolder, StringComparison.Ordinal) => (HostRoots.Live.Etc("apparmor.d/abstractions/libvirt-qemu.d/passthrough"), block),
            _ => throw new RefusedException("AppArmor confines guests, and its rules for them include no file for own rules", abstraction, $"add there: include if exists {LocalRules}"),
        };
        return OwnFile.Write(
            facts.Boot, "apparmor-rules", $"Let AppArmor's rules for guests allow {string.Join(", ", allowed)}", "AppArmor confines each guest to the files in its XML. A guest gets new rules as it starts.",
            path, text, NewFileMode.Plain);
    }

    private static string WithBlock(string text, string block) =>
        text.Contains(block, StringComparison.Ordinal) ? text : text.Length == 0 || text.EndsWith('\n') ? text + block : $"{text}\n{block}";
}
