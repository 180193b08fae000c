using System.Text.RegularExpressions;
using Passthrough.Host;
using Passthrough.Readiness;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Corpora;

/// <summary>Machines rebuilt from whole kernel logs of passthrough hosts that worked as far as the host goes, even where the guest's screen stayed black.</summary>
public class DmesgDumpsTests
{
    [Theory]
    [InlineData("alshdavid-labs+vfio-log/0-manjaro-5-10-lxde", "iommu-on", "gpu-only-display")]
    [InlineData("alshdavid-labs+vfio-log/6-manjaro-5-17-tty", "iommu-on", "gpu-only-display")]
    [InlineData("clu6+supermicro", "iommu-on", "gpu-boot-card")]
    [InlineData("correabuscar+amdmsrtweaker-lnx", "iommu-off-in-firmware", "iommu-off-in-firmware", "gpu-only-display")]
    public void A_kernel_log_raises_no_false_alarm(string log, string iommu, params string[] blocking)
    {
        using var machine = Rebuild(TextOf(log, "dmesg.txt"));
        var findings = ReadinessRules.Judge(HostReader.Read(machine.Roots));

        Assert.Contains(findings, finding => string.Equals(finding.Id, iommu, StringComparison.Ordinal));
        Assert.Equal(blocking, findings.Where(finding => finding.Severity == Severity.Blocking).Select(finding => finding.Id));
        Assert.DoesNotContain(findings, finding => finding.Id is "interrupt-remapping-off");
    }

    [Fact]
    public void The_groups_of_a_log_are_those_that_its_owner_listed()
    {
        using var machine = Rebuild(TextOf("alshdavid-labs+vfio-log", "6-manjaro-5-17-tty", "dmesg.txt"));

        var listed = Matches(TextOf("alshdavid-labs+vfio-log", "iommu-groups.txt"), @"IOMMU Group (\d+):\n((?:\t.*\n?)+)")
            .SelectMany(group => Matches(group.Groups[2].Value, @"\t([0-9a-f]{2}:[0-9a-f]{2}\.[0-7]) ").Select(member => $"{group.Groups[1].Value} 0000:{member.Groups[1].Value}"));
        Assert.Equal(
            listed.Order(StringComparer.Ordinal),
            HostReader.Read(machine.Roots).Iommu.Groups.SelectMany(group => group.Devices.Select(address => $"{group.Number} {address}")).Order(StringComparer.Ordinal));
    }

    private static ScratchMachine Rebuild(string log)
    {
        var groups = Matches(log, @"pci ([0-9a-f:.]+): Adding to iommu group (\d+)").ToDictionary(match => match.Groups[1].Value, match => int.Parse(match.Groups[2].Value), StringComparer.Ordinal);
        var boot = Matches(log, "pci ([0-9a-f:.]+): vgaarb: setting as boot")[0].Groups[1].Value;
        var bridges = Matches(log, @"pci ([0-9a-f:.]+): PCI bridge to \[bus ([0-9a-f]{2})").DistinctBy(match => match.Groups[2].Value).ToDictionary(match => match.Groups[2].Value, match => match.Groups[1].Value, StringComparer.Ordinal);
        var machine = new ScratchMachine()
            .File("/proc/cmdline", Matches(log, "Command line: (.*)").Select(match => match.Groups[1].Value).FirstOrDefault(""))
            .File("/proc/cpuinfo", "vendor_id\t: AuthenticAMD\nflags\t\t: svm\n")
            .File("/proc/interrupts", $" 24:  0  {(log.Contains("AMD-Vi: Interrupt remapping enabled", StringComparison.Ordinal) ? "IR-" : "")}PCI-MSI  ahci\n")
            .File("/sys/firmware/acpi/tables/DSDT");
        foreach (var table in Matches(log, @"ACPI: (IVRS|DMAR) 0x").Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal))
        {
            machine.File($"/sys/firmware/acpi/tables/{table}");
        }

        foreach (var function in Matches(log, @"pci ([0-9a-f:.]+): \[([0-9a-f]{4}:[0-9a-f]{4})\] type 0[01] class 0x([0-9a-f]{6})").DistinctBy(match => match.Groups[1].Value))
        {
            var address = function.Groups[1].Value;
            machine.Pci(
                PlaceOf(address, bridges),
                function.Groups[2].Value,
                function.Groups[3].Value,
                group: groups.TryGetValue(address, out var group) ? group : null,
                bootVga: string.Equals(address, boot, StringComparison.Ordinal) ? true : null);
        }

        return machine;
    }

    private static string PlaceOf(string address, Dictionary<string, string> bridges) =>
        bridges.TryGetValue(address[5..7], out var bridge) ? $"{PlaceOf(bridge, bridges)}/{address}" : address;

    private static string TextOf(params string[] path) => string.Join('\n', File.ReadLines(Path.Combine([CorpusFolder.Require("dmesg-dumps"), .. path])));

    private static MatchCollection Matches(string text, string pattern) => Regex.Matches(text, pattern, RegexOptions.NonBacktracking);
}
