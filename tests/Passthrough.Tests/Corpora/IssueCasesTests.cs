using System.Collections.Immutable;
using Passthrough.Host;
using Passthrough.Host.Memory;
using Passthrough.Host.Pci;
using Passthrough.Host.Security;
using Passthrough.Planning;
using Passthrough.Readiness;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Corpora;

/// <summary>Set-ups from public threads, laid out as machines, and the verdict that a tool should have given there. The names are those of <c>issue-cases/cases.tsv</c>.</summary>
public class IssueCasesTests
{
    private static readonly PciAddress Card = PciAddress.Parse("0000:01:00.0");

    [Fact]
    public void I01_I03_I04_all_functions_of_the_card_are_bound_and_its_root_port_is_left_alone()
    {
        RequireCases("I01", "I03", "I04");
        using var machine = Desktop.Intel().Board(isIommuOn: true)
            .Pci("0000:00:01.0/0000:01:00.0", "10de:1187", "030000", "nouveau", 1, bootVga: false)
            .Pci("0000:00:01.0/0000:01:00.1", "10de:0e0a", "040300", "snd_hda_intel", 1);

        Assert.Contains("gpu-group-bridges-only", Ids(machine));
        Assert.Equal(GpuReadiness.ReadyAfterSteps, Verdict(machine).Readiness);
        Assert.Equal(["0000:01:00.0", "0000:01:00.1"], FunctionsOf(machine));
    }

    [Fact]
    public void I07_a_board_whose_ports_are_one_group_is_not_separable_and_the_network_cards_are_named()
    {
        RequireCases("I07");
        using var machine = Desktop.Intel().Board(isIommuOn: true)
            .Pci("0000:00:03.0", "1022:1439", "060400", "pcieport", 21)
            .Pci("0000:00:03.0/0000:01:00.0", "10de:1c82", "030000", "nouveau", 21, bootVga: false)
            .Pci("0000:00:03.2", "1022:1439", "060400", "pcieport", 21)
            .Pci("0000:00:03.2/0000:02:00.0", "8086:157b", "020000", "igb", 21);

        var shared = Of(machine, "gpu-group-shared");
        Assert.Equal(Severity.Blocking, shared.Severity);
        Assert.Contains("8086:157b", string.Concat(shared.Evidence.Select(evidence => evidence.Value)), StringComparison.Ordinal);
    }

    [Fact]
    public void I09_I16_group_numbers_are_compared_as_numbers()
    {
        RequireCases("I09", "I16");
        using var machine = Desktop.Intel().Board(isIommuOn: true)
            .Pci("0000:00:01.0/0000:01:00.0", "10de:2482", "030000", "nouveau", 17, bootVga: false)
            .Pci("0000:00:1c.0", "8086:a338", "060400", "pcieport", 10)
            .Pci("0000:00:1c.0/0000:02:00.0", "10de:1b81", "030000", "nouveau", 15, bootVga: false)
            .Pci("0000:00:1f.3", "8086:a348", "040300", "snd_hda_intel", 12);

        var facts = HostReader.Read(machine.Roots);
        Assert.Equal([17], GroupIsolation.GroupsOf(facts, facts.Display.CardOf(Card)!).Select(group => group.Number));
        Assert.Equal([2], GroupIsolation.GroupsOf(facts, facts.Display.CardOf(PciAddress.Parse("0000:00:02.0"))!).Select(group => group.Number));
    }

    [Fact]
    public void I10_of_two_equal_cards_one_is_bound_by_address_and_ids_are_warned_of()
    {
        RequireCases("I10");
        using var machine = Desktop.Intel().Board(isIommuOn: true).WithRadeon(group: 14)
            .Pci("0000:00:1c.0", "8086:a338", "060400", "pcieport", 20)
            .Pci("0000:00:1c.0/0000:02:00.0", "1002:73bf", "030000", "amdgpu", 21, bootVga: false);

        Assert.Contains("vfio-pci.ids", Of(machine, "gpu-twin").Remedy, StringComparison.Ordinal);
        var written = string.Concat(Planner.Plan(HostReader.Read(machine.Roots), new PlanRequest(Card)).Changes.OfType<FileChange>().Select(change => change.After));
        Assert.Contains("0000:01:00.0", written, StringComparison.Ordinal);
        Assert.DoesNotContain("0000:02:00.0", written, StringComparison.Ordinal);
        Assert.DoesNotContain("vfio-pci.ids", written, StringComparison.Ordinal);
    }

    [Fact]
    public void I12_I17_a_3d_controller_is_a_card_too_and_its_missing_outputs_are_noted()
    {
        RequireCases("I12", "I17");
        using var machine = Desktop.Intel().Board(isIommuOn: true)
            .Pci("0000:00:01.0/0000:01:00.0", "10de:1f97", "030200", "nouveau", 1);

        Assert.Equal(["0000:01:00.0"], FunctionsOf(machine));
        Assert.Equal(Severity.Note, Of(machine, "gpu-3d-controller").Severity);
    }

    [Fact]
    public void I13_I18_all_four_functions_of_a_card_belong_to_it()
    {
        RequireCases("I13", "I18");
        using var machine = Desktop.Intel().Board(isIommuOn: true)
            .Pci("0000:00:01.0/0000:01:00.0", "10de:2184", "030000", "nouveau", 2, bootVga: false)
            .Pci("0000:00:01.0/0000:01:00.1", "10de:1aeb", "040300", "snd_hda_intel", 2)
            .Pci("0000:00:01.0/0000:01:00.2", "10de:1aec", "0c0330", "xhci_hcd", 2)
            .Pci("0000:00:01.0/0000:01:00.3", "10de:1aed", "0c8000", group: 2);

        Assert.Equal(["0000:01:00.0", "0000:01:00.1", "0000:01:00.2", "0000:01:00.3"], FunctionsOf(machine));
    }

    [Fact]
    public void I15_groups_split_by_an_override_are_trusted_less()
    {
        RequireCases("I15");
        using var machine = Desktop.Intel(" pcie_acs_override=downstream,multifunction").Board(isIommuOn: true).WithRadeon(group: 14);

        Assert.Equal(Severity.Warning, Of(machine, "acs-override-active").Severity);
    }

    [Fact]
    public void I21_a_cards_functions_may_lie_in_two_groups()
    {
        RequireCases("I21");
        using var machine = Desktop.Intel().Board(isIommuOn: true)
            .Pci("0000:00:01.0/0000:01:00.0", "1002:1636", "030000", "amdgpu", 13, bootVga: false)
            .Pci("0000:00:01.0/0000:01:00.1", "1002:1637", "040300", "snd_hda_intel", 14);

        Assert.Contains("gpu-several-groups", Ids(machine));
        Assert.Equal(["0000:01:00.0", "0000:01:00.1"], FunctionsOf(machine));
    }

    [Fact]
    public void I22_firmware_is_recommended_before_an_override()
    {
        RequireCases("I22");
        using var machine = Desktop.Intel().Board(isIommuOn: true)
            .Pci("0000:00:08.0", "1022:1632", "060000", group: 22)
            .Pci("0000:00:08.1", "1022:1635", "060400", "pcieport", 22)
            .Pci("0000:00:08.1/0000:04:00.0", "1002:1638", "030000", "amdgpu", 22, bootVga: false)
            .Pci("0000:00:08.1/0000:04:00.3", "1022:1639", "0c0330", "xhci_hcd", 22);

        var remedy = Of(machine, "gpu-group-shared").Remedy!;
        Assert.InRange(remedy.IndexOf("firmware", StringComparison.Ordinal), 0, remedy.IndexOf("pcie_acs_override", StringComparison.Ordinal));
    }

    [Fact]
    public void I25_a_misspelt_parameter_is_named()
    {
        RequireCases("I25");
        using var machine = Desktop.Intel(" intel_iommu=on vfio-pci-ids=8086:9a49").Board(isIommuOn: true);

        Assert.Contains("vfio-pci.ids", Of(machine, "parameter-misspelt").Title, StringComparison.Ordinal);
    }

    [Fact]
    public void I27_without_groups_the_iommu_is_off_and_nothing_is_said_of_isolation()
    {
        RequireCases("I27");
        using var machine = Desktop.Intel().Board(isIommuOn: false).WithRadeon();

        Assert.Contains("iommu-off-in-kernel", Ids(machine));
        Assert.DoesNotContain("gpu-group-shared", Ids(machine));
        Assert.Contains("gpu-group-unknown", Ids(machine));
    }

    [Fact]
    public void I06_an_active_network_card_in_the_group_is_named()
    {
        RequireCases("I06");
        using var machine = NetworkDesktop.Bridged()
            .Pci("0000:00:1c.1", "8086:a339", "060400", "pcieport", 11).Pci("0000:00:1c.1/0000:03:00.0", "8086:1572", "020000", "i40e", 11)
            .Pci("0000:00:01.0", "8086:1901", "060400", "pcieport", 11).Pci("0000:00:01.0/0000:01:00.0", "1002:73bf", "030000", "vfio-pci", 11, bootVga: false);

        Assert.Equal(Severity.Blocking, Of(machine, "gpu-group-shared").Severity);
        Assert.Contains("enp3s0", Of(machine, "gpu-takes-network").Title, StringComparison.Ordinal);
    }

    [Fact]
    public void I23_words_that_stand_twice_on_the_kernel_line_survive_the_plan()
    {
        RequireCases("I23");
        using var machine = Desktop.Intel().Board(isIommuOn: false).WithRadeon()
            .File("/etc/default/grub", "GRUB_DEFAULT=0\nGRUB_CMDLINE_LINUX_DEFAULT=\"quiet video=efifb:off video=vesafb:off\"\n");

        var written = string.Concat(Planner.Plan(HostReader.Read(machine.Roots), new PlanRequest(Card)).Changes.OfType<FileChange>().Select(change => change.After));
        Assert.Contains("video=efifb:off video=vesafb:off", written, StringComparison.Ordinal);
    }

    [Fact]
    public void I30_a_user_who_may_not_lock_a_guests_memory_is_told_so()
    {
        RequireCases("I30");
        using var machine = Desktop.Intel();
        var facts = HostReader.Read(machine.Roots);
        IEnumerable<string> WithLimit(long? bytes) =>
            ReadinessRules.Judge(facts with { Security = facts.Security with { User = new UserAccount(IsRoot: false, []) }, Memory = facts.Memory with { LockedLimit = new LockedMemoryLimit(bytes, bytes) } }).Select(finding => finding.Id);

        Assert.Contains("locked-memory-short", WithLimit(8 << 20));
        Assert.DoesNotContain("locked-memory-short", WithLimit(null));
    }

    [Fact]
    public void I34_a_card_whose_config_space_is_all_ones_is_gone()
    {
        RequireCases("I34");
        using var machine = Desktop.Intel(" intel_iommu=on").Board(isIommuOn: true).WithRadeon(group: 14, driver: "vfio-pci", soundDriver: "vfio-pci")
            .Bytes($"{Desktop.Radeon}/config", [.. Enumerable.Repeat((byte)0xff, 64)]);

        Assert.Equal(Severity.Blocking, Of(machine, "gpu-gone").Severity);
        Assert.Equal(GpuReadiness.No, Verdict(machine).Readiness);
    }

    [Fact]
    public void I35_a_device_without_a_reset_is_a_warning_and_no_obstacle()
    {
        RequireCases("I35");
        using var machine = Desktop.Intel(" intel_iommu=on").Board(isIommuOn: true).WithRadeon(group: 14).File($"{Desktop.Radeon}/reset_method", "flr\n");

        Assert.Equal(Severity.Warning, Of(machine, "gpu-reset-missing").Severity);
        Assert.Equal(GpuReadiness.ReadyAfterSteps, Verdict(machine).Readiness);
    }

    [Fact]
    public void I40_how_large_a_guest_the_huge_pages_hold_is_told()
    {
        RequireCases("I40");
        using var machine = Desktop.Intel().File("/proc/meminfo", "MemTotal: 32768000 kB\nHugePages_Total: 4096\nHugePages_Free: 1024\nHugepagesize: 2048 kB\n");
        using var used = Desktop.Intel().File("/proc/meminfo", "MemTotal: 32768000 kB\nHugePages_Total: 4096\nHugePages_Free: 0\nHugepagesize: 2048 kB\n");

        Assert.Contains("2048 MiB", Of(machine, "huge-pages-free").Title, StringComparison.Ordinal);
        Assert.Contains("huge-pages-used", Ids(used));
    }

    private static ImmutableArray<Finding> Judge(ScratchMachine machine) => ReadinessRules.Judge(HostReader.Read(machine.Roots));

    private static IEnumerable<string> Ids(ScratchMachine machine) => Judge(machine).Select(finding => finding.Id);

    private static Finding Of(ScratchMachine machine, string id) => Judge(machine).First(finding => string.Equals(finding.Id, id, StringComparison.Ordinal));

    private static GpuVerdict Verdict(ScratchMachine machine) => GpuVerdict.Of(Card, Judge(machine));

    private static IEnumerable<string> FunctionsOf(ScratchMachine machine) =>
        HostReader.Read(machine.Roots).Display.CardOf(Card)!.Functions.Select(function => function.ToString());

    private static void RequireCases(params string[] names)
    {
        var known = File.ReadLines(Path.Combine(CorpusFolder.Require("issue-cases"), "cases.tsv")).Select(line => line.Split('\t')[0]).ToHashSet(StringComparer.Ordinal);
        Assert.Subset(known, names.ToHashSet(StringComparer.Ordinal));
    }
}
