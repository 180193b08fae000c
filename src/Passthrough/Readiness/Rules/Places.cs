using Passthrough.Host;

namespace Passthrough.Readiness.Rules;

/// <summary>The machine's own names of the places that findings rest on.</summary>
internal static class Places
{
    public static string AcpiTables { get; } = HostRoots.Live.Sys("firmware/acpi/tables");

    public static string CommandLine { get; } = HostRoots.Live.Proc("cmdline");

    public static string CpuInfo { get; } = HostRoots.Live.Proc("cpuinfo");

    /// <summary>For what is known about the boot loader from several places, each of which the words name.</summary>
    public static string BootLoader => "boot loader";

    public static string Groups { get; } = HostRoots.Live.Sys("kernel/iommu_groups");

    public static string PciDevices { get; } = HostRoots.Live.Sys("bus/pci/devices");
}
