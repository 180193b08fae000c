using Passthrough.Host;
using Passthrough.Host.Boot;

namespace Passthrough.Readiness.Rules;

/// <summary>Does every kernel that may be booted bring vfio-pci.</summary>
internal static class KernelsRule
{
    /// <summary>A finding for what is missing, or one that nothing is.</summary>
    public static IEnumerable<Finding> Judge(HostFacts facts)
    {
        var judged = facts.Boot.Kernels.Where(kernel => kernel.VfioPci is not null).ToList();
        var lacking = judged.Where(kernel => kernel.VfioPci is DriverForm.Absent).ToList();
        if (lacking.Count > 0)
        {
            yield return new Finding(
                "vfio-pci-missing",
                lacking.Count == judged.Count ? Severity.Blocking : Severity.Warning,
                lacking.Count == judged.Count ? "No installed kernel has the driver vfio-pci." : "Not every installed kernel has the driver vfio-pci.",
                [.. lacking.Select(kernel => new Evidence(HostRoots.Live.Lib($"modules/{kernel.Version}"), "no vfio-pci"))],
                "Install the full kernel of the distribution (on Debian linux-image-amd64, not the cloud flavour), or remove the kernel that lacks it.");
        }
        else if (judged.Count > 0)
        {
            yield return new Finding("vfio-pci-present", Severity.Good, "Every installed kernel has the driver vfio-pci.", [.. judged.Select(Evidence)]);
        }

        var unjudged = facts.Boot.Kernels.Where(kernel => kernel.VfioPci is null).ToList();
        if (unjudged.Count > 0)
        {
            yield return new Finding(
                "kernel-without-modules",
                Severity.Warning,
                "A kernel in /boot has no modules folder: it would boot without drivers.",
                [.. unjudged.Select(kernel => new Evidence(kernel.ImagePath, $"no modules folder {kernel.Version}"))],
                "Remove that kernel, or install its modules.");
        }
    }

    private static Evidence Evidence(InstalledKernel kernel) =>
        new(HostRoots.Live.Lib($"modules/{kernel.Version}"), kernel.VfioPci is DriverForm.BuiltIn ? "vfio-pci built in" : "vfio-pci as a module");
}
