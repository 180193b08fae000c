using Passthrough.Failures;
using Passthrough.Host.Boot.LoaderEntries;
using Passthrough.Planning;
using Passthrough.Tests.Changes;

namespace Passthrough.Tests.Planning.Guard;

public class SystemdBootGuardTests
{
    private const string Kernel = SystemdBootMachine.Kernel;

    [Fact]
    public void Todays_start_is_offered_and_made_the_default_before_anything_else_and_one_start_is_allowed_to_differ()
    {
        using var host = SystemdBootMachine.Create();
        var plan = Plan(host);
        Assert.Equal(
            ["fallback-initramfs", "fallback-entry", "confirm-unit", "confirm-start", "fallback-default", "isolated-devices", "initramfs-hook", "isolation-script", "hotplug-rule", "kernel-command-line", "boot-entry", "boot-entry", "initramfs", "trial-boot"],
            plan.Changes.Select(change => change.Id));
        Assert.Equal(
            [$"/boot/initrd.img-6.1.0-1-amd64", "/" + SystemdBootMachine.ImageOf("6.1.0-1-amd64"), $"/boot/initrd.img-{Kernel}", "/" + SystemdBootMachine.ImageOf(Kernel)],
            plan.Changes.OfType<InitramfsChange>().Single().Images.Select(image => image.Path));
    }

    [Fact]
    public void The_entry_is_todays_with_the_kept_image_and_a_word_to_know_it_by()
    {
        using var host = SystemdBootMachine.Create();
        Assert.Equal(
            $"""
            # Written by passthrough; 'passthrough undo' takes it back.
            title Debian GNU/Linux 12 (bookworm), as before passthrough
            version {Kernel}
            machine-id {SystemdBootMachine.MachineId}
            options root=UUID=aa ro quiet systemd.machine_id={SystemdBootMachine.MachineId}
            linux /{SystemdBootMachine.MachineId}/{Kernel}/linux
            initrd /passthrough-fallback.img
            options passthrough=off

            """,
            Plan(host).Changes.OfType<FileChange>().Single(change => change.Id is "fallback-entry").After);
    }

    [Fact]
    public void Later_kernels_get_the_words_from_the_file_that_kernel_install_reads()
    {
        using var host = SystemdBootMachine.Create();
        Assert.Equal("root=UUID=aa ro quiet intel_iommu=on iommu=pt\n", LaterLine(host).After);
        host.Write("etc/kernel/cmdline", "root=UUID=aa rw\n");
        Assert.Equal(("root=UUID=aa rw\n", "root=UUID=aa rw intel_iommu=on iommu=pt\n"), (LaterLine(host).Before, LaterLine(host).After));
    }

    [Fact]
    public void A_menu_written_by_hand_on_the_boot_partition_itself_is_edited_in_place()
    {
        using var host = SystemdBootMachine.Create();
        Directory.Delete(host.Roots.Boot("efi"), recursive: true);
        host.Write("boot/loader/loader.conf", "default arch*\n");
        host.Write("boot/loader/entries/arch.conf", $"title Arch\nlinux /vmlinuz-{Kernel}\ninitrd /intel-ucode.img\ninitrd /initrd.img-{Kernel}\noptions root=UUID=aa rw\n");
        host.Write("boot/loader/entries/windows.conf", "title Windows\nefi /shellx64.efi\noptions -nointerrupt\n");
        host.SetVariable("LoaderEntrySelected", "arch.conf");
        host.Boot("root=UUID=aa rw");

        var plan = Plan(host);

        Assert.DoesNotContain(plan.Changes, change => change.Id is "kernel-command-line");
        Assert.Equal("/boot/loader/entries/arch.conf", Assert.Single(plan.Changes.OfType<KernelLineChange>()).Path);
        Assert.Equal(($"/boot/initrd.img-{Kernel}", "/boot/passthrough-fallback.img"), plan.Changes.OfType<CopyChange>().Select(copy => (copy.Source, copy.Path)).Single());
        Assert.Contains("initrd /intel-ucode.img\ninitrd /passthrough-fallback.img\n", plan.Changes.OfType<FileChange>().Single(change => change.Id is "fallback-entry").After, StringComparison.Ordinal);
        Assert.Equal("arch.conf", plan.Changes.OfType<BootVariableChange>().Last().Value);
    }

    [Fact]
    public void Entries_of_other_systems_are_neither_changed_nor_asked_for_anything()
    {
        using var host = SystemdBootMachine.Create();
        host.Write("boot/efi/loader/entries/other.conf", "title Fedora\nmachine-id ffffffffffffffffffffffffffffffff\nlinux /fedora\ninitrd /fedora.img\noptions root=UUID=bb\n");
        host.Write("boot/efi/loader/entries/third.conf", "title By hand\nlinux /third\ninitrd /third.img\noptions root=UUID=cc\n");
        Assert.Equal(2, Plan(host).Changes.OfType<KernelLineChange>().Count());
    }

    [Fact]
    public void On_a_machine_that_has_it_all_nothing_is_to_be_done()
    {
        using var host = SystemdBootMachine.Create();
        Passthrough.Changes.Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        Assert.Empty(Plan(host).Changes);
    }

    [Theory]
    [InlineData("boot/efi/loader/loader.conf", "default auto-windows\n", "starts by default")]
    [InlineData("boot/efi/EFI/Linux/debian.efi", "", "starts by default")]
    [InlineData("boot/efi/loader/loader.conf", "default 0-*\n", "would start that by default")]
    [InlineData("boot/efi/loader/entries/0123456789abcdef0123456789abcdef-6.1.0-0-amd64+3.conf", "title x\nmachine-id 0123456789abcdef0123456789abcdef\nlinux /0123456789abcdef0123456789abcdef/6.1.0-2-amd64/linux\ninitrd /0123456789abcdef0123456789abcdef/6.1.0-2-amd64/initrd.img-6.1.0-2-amd64\noptions root=UUID=aa\n", "counts the starts")]
    [InlineData("boot/efi/loader/entries/0123456789abcdef0123456789abcdef-6.1.0-2-amd64.conf", "title Old\nversion 6.1.0-2-amd64\nsort-key debian\nlinux /old\ninitrd /old.img\noptions root=UUID=aa\n", "starts no initramfs of an installed kernel")]
    [InlineData("boot/efi/loader/entries/0123456789abcdef0123456789abcdef-6.1.0-2-amd64.conf", "title x\nmachine-id 0123456789abcdef0123456789abcdef\nlinux /0123456789abcdef0123456789abcdef/6.1.0-2-amd64/linux\ninitrd /0123456789abcdef0123456789abcdef/6.1.0-2-amd64/initrd.img-6.1.0-2-amd64\noptions root=UUID=aa \"\n", "a quote is left open")]
    public void What_the_guard_cannot_stand_on_is_refused(string file, string text, string why)
    {
        using var host = SystemdBootMachine.Create();
        host.Write(file, text);
        Assert.Contains(why, Assert.Throws<RefusedException>(() => Plan(host)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LoaderVariables.OneShotName, "other.conf", "chosen already")]
    [InlineData(LoaderVariables.DefaultName, "0-passthrough-fallback.conf", "earlier trial boot")]
    public void What_is_chosen_already_is_refused(string variable, string value, string why)
    {
        using var host = SystemdBootMachine.Create();
        host.SetVariable(variable, value);
        Assert.Contains(why, Assert.Throws<RefusedException>(() => Plan(host)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loader_that_cannot_be_told_is_refused_and_without_a_trial_it_need_not()
    {
        using var host = SystemdBootMachine.Create();
        host.SetBits("LoaderFeatures", 3);
        Assert.Contains("--no-trial", Assert.Throws<RefusedException>(() => Plan(host)).NextStep, StringComparison.Ordinal);
        Assert.Null(Planner.Plan(host.Facts, ScratchHost.Request with { NoTrial = true }).TrialBoot);
    }

    [Fact]
    public void Entries_that_cannot_be_read_need_root()
    {
        using var host = SystemdBootMachine.Create();
        Directory.Delete(host.Roots.Boot("efi/loader"), recursive: true);
        Assert.Contains("sudo", Assert.Throws<NeedsRootException>(() => Plan(host)).NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_started_last_is_the_default_where_the_file_says_so()
    {
        using var host = SystemdBootMachine.Create();
        host.Write("boot/efi/loader/loader.conf", "default @saved\n");
        host.SetVariable("LoaderEntryLastBooted", $"{SystemdBootMachine.MachineId}-6.1.0-1-amd64.conf");
        Assert.Equal($"{SystemdBootMachine.MachineId}-6.1.0-1-amd64.conf", Plan(host).Changes.OfType<BootVariableChange>().Last().Value);
    }

    private static Plan Plan(ScratchHost host) => Planner.Plan(host.Facts, ScratchHost.Request);

    private static FileChange LaterLine(ScratchHost host) => Plan(host).Changes.OfType<FileChange>().Single(change => change.Id is "kernel-command-line");
}
