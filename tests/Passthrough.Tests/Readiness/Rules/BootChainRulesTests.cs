using Passthrough.Host;
using Passthrough.Planning;
using Passthrough.Readiness;
using Passthrough.Tests.Changes;

namespace Passthrough.Tests.Readiness.Rules;

/// <summary>What check says of a boot chain is what plan does with it.</summary>
public class BootChainRulesTests
{
    [Fact]
    public void A_chain_that_plans_are_made_for_is_good()
    {
        using var grub = new ScratchHost();
        using var systemdBoot = SystemdBootMachine.Create();
        using var arch = ArchMachine.Create();
        Assert.All(new[] { grub, systemdBoot, arch }, host => Assert.NotEmpty(Planner.Plan(host.Facts, ScratchHost.Request).Changes));
        Assert.Equal(Severity.Good, Of(grub, "boot-loader-grub").Severity);
        Assert.Equal(Severity.Good, Of(systemdBoot, "boot-loader-systemd-boot").Severity);
        Assert.Equal(Severity.Good, Of(arch, "initramfs-mkinitcpio").Severity);
    }

    [Fact]
    public void A_tool_that_is_not_driven_is_named_with_what_to_do_by_hand()
    {
        using var host = SystemdBootMachine.Create();
        host.Write("etc/NIXOS", "");
        var finding = Of(host, "boot-loader-other");
        Assert.Contains("NixOS", finding.Title, StringComparison.Ordinal);
        Assert.Contains("boot.kernelParams", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_that_cannot_be_read_are_told()
    {
        using var host = SystemdBootMachine.Create();
        Directory.Delete(host.Roots.Boot("efi/loader"), recursive: true);
        Assert.Contains("sudo", Of(host, "boot-entries-unreadable").Remedy, StringComparison.Ordinal);
    }

    private static Finding Of(ScratchHost host, string id) => Assert.Single(ReadinessRules.Judge(HostReader.Read(host.Roots)), finding => finding.Id == id);
}
