using Passthrough.Host;
using Passthrough.Host.Boot;

namespace Passthrough.Readiness.Rules;

/// <summary>Does every kernel that may be booted bring vfio-pci.</summary>
internal static class KernelsRule
{
    private static readonly FindingKind VfioPciMissing = new("vfio-pci-missing", Severity.Warning, "Some installed kernels lack vfio-pci.");
    private static readonly FindingKind VfioPciMissingEverywhere = new("vfio-pci-missing-everywhere", Severity.Blocking, "No installed kernel has vfio-pci.");
    private static readonly FindingKind VfioPciPresent = new("vfio-pci-present", Severity.Good, "Every installed kernel has vfio-pci, built in or as a module.");
    private static readonly FindingKind KernelWithoutModules = new("kernel-without-modules", Severity.Warning, "A kernel image has no folder of modules.");

    /// <summary>The rule.</summary>
    public static ReadinessRule Rule { get; } = new(
        "Does every installed kernel bring vfio-pci?",
        [VfioPciMissing, VfioPciMissingEverywhere, VfioPciPresent, KernelWithoutModules],
        Judge);

    /// <summary>A finding for what is missing, or one that nothing is.</summary>
    private static IEnumerable<Finding> Judge(HostFacts facts)
    {
        var judged = facts.Boot.Kernels.Where(kernel => kernel.VfioPci is not null).ToList();
        var lacking = judged.Where(kernel => kernel.VfioPci is DriverForm.Absent).ToList();
        if (lacking.Count > 0)
        {
            var (kind, title) = lacking.Count == judged.Count
                ? (VfioPciMissingEverywhere, "No installed kernel has the driver vfio-pci.")
                : (VfioPciMissing, "Not every installed kernel has the driver vfio-pci.");
            yield return kind.Found(
                title,
                [.. lacking.Select(kernel => new Evidence(HostRoots.Live.Lib($"modules/{kernel.Version}"), "no vfio-pci"))],
                "Install the full kernel of the distribution (on Debian linux-image-amd64, not the cloud flavour), or remove the kernel that lacks it.");
        }
        else if (judged.Count > 0)
        {
            yield return VfioPciPresent.Found("Every installed kernel has the driver vfio-pci.", [.. judged.Select(Evidence)]);
        }

        var unjudged = facts.Boot.Kernels.Where(kernel => kernel.VfioPci is null).ToList();
        if (unjudged.Count > 0)
        {
            yield return KernelWithoutModules.Found(
                "A kernel in /boot has no modules folder: it would boot without drivers.",
                [.. unjudged.Select(kernel => new Evidence(kernel.ImagePath, $"no modules folder {kernel.Version}"))],
                "Remove that kernel, or install its modules.");
        }
    }

    private static Evidence Evidence(InstalledKernel kernel) =>
        new(HostRoots.Live.Lib($"modules/{kernel.Version}"), kernel.VfioPci is DriverForm.BuiltIn ? "vfio-pci built in" : "vfio-pci as a module");
}
