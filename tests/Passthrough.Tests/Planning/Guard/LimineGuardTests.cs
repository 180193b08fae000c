using Passthrough.Failures;
using Passthrough.Host.Boot.LoaderEntries;
using Passthrough.Planning;
using Passthrough.Tests.Changes;

namespace Passthrough.Tests.Planning.Guard;

public class LimineGuardTests
{
    private static readonly PlanRequest NoTrial = ScratchHost.Request with { NoTrial = true };

    [Fact]
    public void Todays_start_is_named_before_anything_else_and_one_start_is_allowed_to_differ()
    {
        using var host = LimineMachine.Create();
        Assert.Equal(
            ["fallback-default", "fallback-initramfs", "boot-entry", "confirm-unit", "confirm-start", "isolated-devices", "initramfs-hook", "isolation-script", "hotplug-rule", "initramfs", "trial-boot"],
            Planner.Plan(host.Facts, ScratchHost.Request).Changes.Select(change => change.Id));
    }

    [Fact]
    public void Ordinary_entries_of_this_system_are_edited_and_no_others()
    {
        using var host = LimineMachine.Create();
        var change = Line(host, ScratchHost.Request);
        Assert.Equal(
            ["    cmdline: ${ROOT} ro quiet intel_iommu=on iommu=pt", "    kernel_cmdline: ${ROOT} ro quiet intel_iommu=on iommu=pt"],
            change.After.Split('\n').Except(change.Before.Split('\n')).Take(2));
        Assert.Equal(2, change.After.Split("intel_iommu=on").Length - 1);
        Assert.Equal(["intel_iommu=on", "iommu=pt"], change.Added.AsEnumerable());
    }

    [Fact]
    public void Without_a_trial_todays_start_is_offered_before_anything_else_and_nothing_is_told_to_the_firmware()
    {
        using var host = LimineMachine.Create();
        var plan = Planner.Plan(host.Facts, NoTrial);
        Assert.Equal(["fallback-initramfs", "boot-entry", "isolated-devices", "initramfs-hook", "isolation-script", "hotplug-rule", "initramfs"], plan.Changes.Select(change => change.Id));
        Assert.Null(plan.TrialBoot);
    }

    [Fact]
    public void On_a_machine_that_has_it_all_nothing_is_to_be_done()
    {
        using var host = LimineMachine.CreateWithTool();
        Passthrough.Changes.Applier.Apply(host.Context, NoTrial, saved: null);
        Assert.Empty(Planner.Plan(host.Facts, NoTrial).Changes);
    }

    [Fact]
    public void A_plan_with_hashes_survives_its_document()
    {
        using var host = LimineMachine.CreateWithTool();
        var plan = Planner.Plan(host.Facts, NoTrial);
        Assert.Equal(PlanJson.Write(plan), PlanJson.Write(PlanJson.Read(PlanJson.Write(plan), "plan.json")));
        Assert.Equal(["initramfs", "boot-checksums"], plan.Changes.TakeLast(2).Select(change => change.Id));
        Golden.Matches("plan-limine.txt", string.Join('\n', Passthrough.Cli.Views.PlanView.Lines(plan, host.Facts, 80).Concat(Passthrough.Cli.Views.PlanView.Closing(plan))).Replace(
            ToolDouble.ChecksumOf(Path.Combine(host.Root, LimineMachine.ToolImage)), "HASH", StringComparison.Ordinal) + "\n");
    }

    [Fact]
    public void A_kernel_with_settings_of_its_own_gets_the_words_there_too_and_what_stands_against_them_is_replaced()
    {
        using var host = LimineMachine.CreateWithTool();
        host.Write("etc/limine-entry-tool.d/10-zen.conf", "KERNEL_CMDLINE[\"linux-zen\"]=\"root=UUID=aa intel_iommu=off\"\n");
        host.Write("etc/default/limine", "KERNEL_CMDLINE[default]+=\"rw root=UUID=aa iommu=pt\"\nKERNEL_CMDLINE[fallback]=\"root=UUID=aa\"");
        var changes = Planner.Plan(host.Facts, NoTrial).Changes.OfType<FileChange>().Where(change => change.Id is "kernel-command-line").ToList();
        Assert.Equal(
            [("/etc/limine-entry-tool.d/10-zen.conf", "KERNEL_CMDLINE[\"linux-zen\"]=\"root=UUID=aa intel_iommu=on\"\n"), ("/etc/default/limine", "KERNEL_CMDLINE[default]+=\"rw root=UUID=aa iommu=pt\"\nKERNEL_CMDLINE[fallback]=\"root=UUID=aa\"\nKERNEL_CMDLINE[linux-zen]+=\" iommu=pt\"\nKERNEL_CMDLINE[default]+=\" intel_iommu=on\"\n")],
            changes.Select(change => (change.Path, change.After)));
    }

    [Fact]
    public void Where_the_tool_has_no_line_of_its_own_the_file_that_it_takes_instead_is_written()
    {
        using var host = LimineMachine.CreateWithTool();
        host.Write("etc/default/limine", "ESP_PATH=/boot\n");
        var change = Assert.Single(Planner.Plan(host.Facts, NoTrial).Changes.OfType<FileChange>(), change => change.Id is "kernel-command-line");
        Assert.Equal(("/etc/kernel/cmdline", "quiet rw root=UUID=aa intel_iommu=on iommu=pt\n"), (change.Path, change.After));
    }

    [Theory]
    [InlineData("default_entry: 1\n", "says what starts by default (default_entry)")]
    [InlineData("remember_last_entry: yes\n", "says what starts by default (remember_last_entry)")]
    public void A_configuration_that_comes_before_what_limine_is_told_is_refused_a_trial(string line, string why)
    {
        using var host = LimineMachine.Create();
        host.Write(LimineMachine.Configuration, line + host.Read(LimineMachine.Configuration));
        var refused = Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, ScratchHost.Request));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Contains("set-default 'Debian'", refused.NextStep, StringComparison.Ordinal);
        Assert.NotEmpty(Planner.Plan(host.Facts, NoTrial).Changes);
    }

    [Theory]
    [InlineData(LoaderVariables.OneShotName, "Windows", "chosen already")]
    [InlineData(LoaderVariables.DefaultName, "As before passthrough", "earlier trial boot")]
    [InlineData(LoaderVariables.DefaultName, "Windows", "no entry of this machine's Linux")]
    public void What_is_chosen_already_is_refused(string variable, string value, string why)
    {
        using var host = LimineMachine.Create();
        host.SetVariable(variable, value);
        Assert.Contains(why, Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, ScratchHost.Request)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limine_that_cannot_be_told_needs_a_kernel_that_the_firmware_starts_and_without_a_trial_it_does_not()
    {
        using var host = LimineMachine.Create();
        host.SetBits("LoaderFeatures", 0);
        Assert.Contains("update Limine", Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, ScratchHost.Request)).NextStep, StringComparison.Ordinal);
        Assert.NotEmpty(Planner.Plan(host.Facts, NoTrial).Changes);
    }

    [Theory]
    [InlineData("boot/EFI/BOOT/BOOTX64.EFI", "MZ ++CONFIG_B2SUM_SIGNATURE++1234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567 rest", "checksum")]
    [InlineData("etc/default/limine", "ENABLE_ENROLL_LIMINE_CONFIG=yes\n", "checksum")]
    [InlineData("boot/efi/limine.conf", "/Debian\nprotocol: linux\npath: boot():/vmlinuz-6.1.0-2-amd64\ncmdline: root=UUID=aa ro quiet\n", "does not tell which")]
    [InlineData("boot/limine.conf", "/Debian\nprotocol: linux\npath: boot():/vmlinuz-6.1.0-2-amd64\nmodule_path: boot():/mine.img\ncmdline: root=UUID=aa ro quiet\n", "starts no initramfs of an installed kernel")]
    [InlineData("boot/limine.conf", "/Debian\nprotocol: linux\npath: boot():/vmlinuz-6.1.0-2-amd64\nmodule_path: boot():/initrd.img-6.1.0-2-amd64#00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\ncmdline: root=UUID=aa ro quiet\n", "BLAKE2b")]
    [InlineData("boot/limine.conf", "${W}=iommu=off\n/Debian\nprotocol: linux\npath: boot():/vmlinuz-6.1.0-2-amd64\nmodule_path: boot():/initrd.img-6.1.0-2-amd64\ncmdline: root=UUID=aa ro quiet ${W}\n", "comes from a macro")]
    [InlineData("boot/limine.conf", "/Debian\nprotocol: linux\npath: boot():/vmlinuz-6.1.0-2-amd64\nmodule_path: boot():/initrd.img-6.1.0-2-amd64\ncmdline: root=UUID=aa ro \"quiet\n", "a quote is left open")]
    [InlineData("boot/limine.conf", "/Windows\nprotocol: efi\npath: boot():/w.efi\n/Debian\nprotocol: linux\npath: boot():/vmlinuz-6.1.0-2-amd64\nmodule_path: boot():/initrd.img-6.1.0-2-amd64\ncmdline: root=UUID=aa loud\n", "no entry of Limine's configuration is known to start this machine")]
    public void What_cannot_be_changed_with_certainty_is_refused_also_without_a_trial(string file, string text, string why)
    {
        using var host = LimineMachine.Create();
        host.Write(file, text);
        Assert.Contains(why, Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, NoTrial)).Message, StringComparison.Ordinal);
    }

    private static KernelLineChange Line(ScratchHost host, PlanRequest request) => Assert.Single(Planner.Plan(host.Facts, request).Changes.OfType<KernelLineChange>());
}
