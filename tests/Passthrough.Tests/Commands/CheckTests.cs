using Passthrough.Cli.Views;
using Passthrough.Host;
using Passthrough.Readiness;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Commands;

public class CheckTests
{
    [Fact]
    public void A_desktop_with_the_iommu_off_in_the_kernel_is_told_which_card_can_go_and_what_to_do()
    {
        using var machine = Desktop.Intel().Board(isIommuOn: false).WithRadeon();
        Golden.Matches("check-iommu-off.txt", Check(machine));
    }

    [Fact]
    public void A_desktop_with_the_card_on_vfio_is_ready()
    {
        using var machine = Desktop.Intel(" intel_iommu=on iommu=pt").Board(isIommuOn: true).WithRadeon(group: 14, driver: "vfio-pci", soundDriver: "vfio-pci");
        Golden.Matches("check-ready.txt", Check(machine));
    }

    [Fact]
    public void A_card_in_a_bad_group_is_refused_with_the_names_of_the_others()
    {
        using var machine = Desktop.Intel(" intel_iommu=on").Board(isIommuOn: true).WithRadeon(group: 7)
            .Process(1, "systemd")
            .Process(1741, "Xorg", "/dev/dri/card1", "/dev/null");
        Golden.Matches("check-bad-group.txt", Check(machine));
    }

    [Fact]
    public void An_only_card_stays_with_the_host()
    {
        using var machine = Desktop.Intel(" intel_iommu=on").Board(isIommuOn: true, withGraphics: false).WithRadeon(group: 14, isBoot: true);
        Golden.Matches("check-only-card.txt", Check(machine));
    }

    [Fact]
    public void A_guest_without_an_iommu_is_told_that_it_is_a_guest()
    {
        using var machine = Desktop.Guest();
        Golden.Matches("check-guest.txt", Check(machine));
    }

    [Fact]
    public void An_empty_folder_gives_an_answer_and_not_an_error()
    {
        using var machine = new ScratchMachine();
        Golden.Matches("check-nothing-known.txt", Check(machine));
    }

    [Fact]
    public void All_findings_are_shown_when_asked_for_and_else_counted()
    {
        using var machine = Desktop.Intel(" intel_iommu=on iommu=pt").Board(isIommuOn: true).WithRadeon(group: 14, driver: "vfio-pci", soundDriver: "vfio-pci");
        Golden.Matches("check-all.txt", Check(machine, isAll: true));
        Assert.Contains("passthrough check --all", Check(machine), StringComparison.Ordinal);
        Assert.DoesNotContain("check --all", Check(machine, isAll: true), StringComparison.Ordinal);
    }

    [Fact]
    public void No_line_is_wider_than_the_terminal()
    {
        using var machine = Desktop.Intel(" intel_iommu=on").Board(isIommuOn: true).WithRadeon(group: 7);
        Assert.All(Check(machine).Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    private static string Check(ScratchMachine machine, bool isAll = false)
    {
        var facts = HostReader.Read(machine.Roots);
        var findings = ReadinessRules.Judge(facts);
        return Rendered.Text(CheckView.Lines(facts, findings, [.. facts.Display.Cards.Select(card => GpuVerdict.Of(card.Display, findings))], 80, isAll));
    }
}
