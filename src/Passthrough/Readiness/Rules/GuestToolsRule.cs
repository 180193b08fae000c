using Passthrough.Host;

namespace Passthrough.Readiness.Rules;

/// <summary>Is what runs guests installed. Of the TPM, which not all guests need, <see cref="GuestFirmwareRule"/> tells.</summary>
internal static class GuestToolsRule
{
    private static readonly FindingKind GuestTools = new("guest-tools", Severity.Good, "QEMU, libvirt and UEFI firmware for guests are there.");
    private static readonly FindingKind GuestToolsMissing = new("guest-tools-missing", Severity.Warning, "QEMU, libvirt or UEFI firmware for guests is absent.");

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Is what runs guests installed?",
        [GuestTools, GuestToolsMissing],
        Judge);

    /// <summary>One finding for what is missing, or one that nothing is.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        var needed = GuestParts.Missing(facts).Remove(GuestPart.Tpm);
        yield return needed.IsEmpty
            ? GuestTools.Found("QEMU, libvirt and UEFI firmware for guests are installed.", [GuestParts.EvidenceOf(facts, GuestPart.Qemu)])
            : GuestToolsMissing.Found(
                $"Not installed: {GuestParts.WordsOf(needed)}. The host can be prepared without; a guest cannot run.",
                [.. needed.Select(part => GuestParts.EvidenceOf(facts, part))],
                $"Install them: {GuestParts.InstallLine(facts.Distribution, needed)}{(GuestParts.ManagerOf(facts) is null ? "" : " (or let apply do it: --packages)")}");
    }
}
