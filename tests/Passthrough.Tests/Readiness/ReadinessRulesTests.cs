using Passthrough.Host;
using Passthrough.Host.Pci;
using Passthrough.Readiness;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Readiness;

public class ReadinessRulesTests
{
    private static readonly PciAddress Radeon = PciAddress.Parse("0000:01:00.0");

    [Fact]
    public void Off_in_the_kernel_is_a_step_and_off_by_parameter_is_in_the_way()
    {
        using var off = Desktop.Intel();
        using var switchedOff = Desktop.Intel(" intel_iommu=off");
        using var withoutEffect = Desktop.Intel(" intel_iommu=on");
        Assert.Equal(Severity.Fixable, Of(off, "iommu-off-in-kernel").Severity);
        Assert.Equal(Severity.Fixable, Of(switchedOff, "iommu-off-by-parameter").Severity);
        Assert.Equal(Severity.Blocking, Of(withoutEffect, "iommu-without-effect").Severity);
    }

    [Fact]
    public void A_parameter_that_only_the_next_boot_has_waits_for_it()
    {
        using var machine = Desktop.Intel(" intel_iommu=on").File("/proc/cmdline", "BOOT_IMAGE=/boot/vmlinuz-6.1.0-25-amd64 root=UUID=0e3b ro quiet\n");
        Assert.Equal(Severity.Fixable, Of(machine, "iommu-waits-for-reboot").Severity);
    }

    [Fact]
    public void Amd_is_never_told_to_add_an_option_that_does_not_exist()
    {
        using var machine = new ScratchMachine()
            .File("/proc/cpuinfo", "vendor_id\t: AuthenticAMD\nflags\t: svm\n")
            .File("/proc/cmdline", "amd_iommu=on\n")
            .File("/sys/firmware/acpi/tables/IVRS")
            .Folder("/sys/kernel/iommu_groups");
        Assert.Contains("is no option", Of(machine, "iommu-without-effect").Remedy, StringComparison.Ordinal);
        Assert.Equal(Severity.Note, Of(machine, "parameter-amd-iommu-on").Severity);
    }

    [Fact]
    public void Twins_are_told_apart_by_address()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: true).WithRadeon(group: 14)
            .Pci("0000:00:1c.0", "8086:a338", "060400", group: 20)
            .Pci("0000:00:1c.0/0000:02:00.0", "1002:73bf", "030000", group: 21, bootVga: false);
        Assert.Equal(2, ReadinessRules.Judge(HostReader.Read(machine.Roots)).Count(finding => finding.Id is "gpu-twin"));
    }

    [Fact]
    public void Functions_in_several_groups_are_fine_when_nobody_else_is_there()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: true)
            .Pci("0000:00:01.0/0000:01:00.0", "1002:73bf", "030000", "amdgpu", 14, bootVga: false)
            .Pci("0000:00:01.0/0000:01:00.1", "1002:ab28", "040300", "snd_hda_intel", 15);
        Assert.Equal(Severity.Note, Of(machine, "gpu-several-groups").Severity);
        Assert.Equal(GpuReadiness.ReadyAfterSteps, GpuVerdict.Of(Radeon, ReadinessRules.Judge(HostReader.Read(machine.Roots))).Readiness);
    }

    [Fact]
    public void A_root_port_in_the_cards_group_is_no_obstacle()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: true).WithRadeon(group: 1);
        Assert.Equal(Severity.Good, Of(machine, "gpu-group-bridges-only").Severity);
    }

    [Fact]
    public void Every_finding_that_warns_carries_evidence_and_every_title_is_a_sentence()
    {
        using var guest = Desktop.Guest();
        using var shared = Desktop.Intel().Board(isIommuOn: true).WithRadeon(group: 7);
        using var empty = new ScratchMachine();
        var findings = new[] { guest, shared, empty }.SelectMany(machine => ReadinessRules.Judge(HostReader.Read(machine.Roots))).ToList();
        Assert.All(findings.Where(finding => finding.Severity >= Severity.Warning), finding => Assert.NotEmpty(finding.Evidence));
        Assert.All(findings, finding => Assert.EndsWith(".", finding.Title, StringComparison.Ordinal));
    }

    private static Finding Of(ScratchMachine machine, string id) =>
        ReadinessRules.Judge(HostReader.Read(machine.Roots)).First(finding => string.Equals(finding.Id, id, StringComparison.Ordinal));
}
