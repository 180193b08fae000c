using Passthrough.Changes.Tools;
using Passthrough.Failures;
using Passthrough.Host.Boot;
using Passthrough.Host.Reading;
using Passthrough.Planning;
using Passthrough.Planning.Isolation;
using Passthrough.Readiness;
using Passthrough.Tests.Changes;

namespace Passthrough.Tests.Planning;

/// <summary>Plans for machines that are started by unified kernel images.</summary>
public class UnifiedImageChainTests
{
    private const string Wanted = "intel_iommu=on iommu=pt";

    [Fact]
    public void Mkinitcpios_images_are_built_anew_from_the_file_that_their_line_comes_from()
    {
        using var host = UnifiedMachine.Arch();
        var plan = Plan(host);
        Assert.Equal(
            ["fallback-initramfs", "fallback-entry", "confirm-unit", "confirm-start", "fallback-default", "isolated-devices", "mkinitcpio-hook", "isolation-script", "isolation-hook", "isolation-unit", "initramfs-hooks", "hotplug-rule", "kernel-command-line", "initramfs", "trial-boot"],
            plan.Changes.Select(change => change.Id));
        Assert.Equal($"{UnifiedMachine.Line} {Wanted}\n", Line(plan).After);
        Assert.Equal(
            ["/boot/EFI/Linux/arch-linux-fallback.efi -S autodetect linux-fallback", "/boot/EFI/Linux/arch-linux.efi --splash /usr/share/splash.bmp linux-default"],
            Images(plan).Select(image => $"{image.Path} {image.Arguments} {image.Unified!.Preset}"));
        Assert.All(Images(plan), image => Assert.Equal((ArchMachine.Version, "root=UUID=aa", false), (image.KernelVersion, image.Unified!.MustHaveRoot, image.Unified.MustBeSigned)));
    }

    [Fact]
    public void The_present_image_is_kept_outside_the_menus_folder_and_offered_by_an_entry()
    {
        using var host = UnifiedMachine.Arch();
        var plan = Plan(host);
        Assert.Equal(("/boot/EFI/Linux/arch-linux.efi", "/boot/passthrough-fallback.efi"), plan.Changes.OfType<CopyChange>().Select(copy => (copy.Source, copy.Path)).Single());
        var entry = plan.Changes.OfType<FileChange>().Single(change => change.Id is "fallback-entry");
        Assert.Equal("/boot/loader/entries/0-passthrough-fallback.conf", entry.Path);
        Assert.Equal($"# Written by passthrough; 'passthrough undo' takes it back.\ntitle Arch Linux, as before passthrough\nefi /passthrough-fallback.efi\noptions {UnifiedMachine.Line} passthrough=off\n", entry.After);
        Assert.Equal(["0-passthrough-fallback.conf", "arch-linux.efi"], plan.Changes.OfType<BootVariableChange>().Select(change => change.Value));
    }

    [Fact]
    public void Where_no_file_gives_mkinitcpio_the_line_all_of_it_is_written()
    {
        using var host = UnifiedMachine.Arch();
        File.Delete(host.Roots.Etc("kernel/cmdline"));
        Assert.Equal((null, $"{UnifiedMachine.Line} {Wanted}\n"), (Line(Plan(host)).Before, Line(Plan(host)).After));
    }

    [Fact]
    public void The_distributions_file_is_left_and_the_administrators_goes_before_it()
    {
        using var host = UnifiedMachine.Arch();
        File.Move(host.Roots.Etc("kernel/cmdline"), host.Roots.Etc("line"));
        host.Write("usr/lib/kernel/cmdline", "# the distribution's\nroot=UUID=aa rw\n");
        Assert.Equal(("/etc/kernel/cmdline", null, $"# the distribution's\nroot=UUID=aa rw {Wanted}\n"), (Line(Plan(host)).Path, Line(Plan(host)).Before, Line(Plan(host)).After));
    }

    [Fact]
    public void A_word_that_switches_the_iommu_off_is_replaced_in_the_file_where_it_stands()
    {
        using var host = UnifiedMachine.Arch();
        host.Write("etc/cmdline.d/10-root.conf", "root=UUID=aa rw\n");
        host.Write("etc/cmdline.d/20-own.conf", "quiet intel_iommu=off\n");
        File.Delete(host.Roots.Etc("kernel/cmdline"));
        Assert.Equal(
            [("/etc/cmdline.d/10-root.conf", "root=UUID=aa rw iommu=pt\n"), ("/etc/cmdline.d/20-own.conf", "quiet intel_iommu=on\n")],
            Plan(host).Changes.OfType<FileChange>().Where(change => change.Id is "kernel-command-line").Select(change => (change.Path, change.After)));
    }

    [Fact]
    public void The_file_that_a_preset_names_is_the_one_that_is_edited()
    {
        using var host = UnifiedMachine.Arch();
        host.Write(ArchMachine.Preset, host.Read(ArchMachine.Preset) + "ALL_cmdline=\"/etc/line\"\n");
        Assert.Contains("no file that can be read", Refusal(host).Message, StringComparison.Ordinal);
        host.Write("etc/line", UnifiedMachine.Line);
        Assert.Equal(("/etc/line", $"{UnifiedMachine.Line} {Wanted}"), (Line(Plan(host)).Path, Line(Plan(host)).After));
        Assert.Contains("--cmdline /etc/line --splash", Images(Plan(host))[1].Arguments, StringComparison.Ordinal);
    }

    [Fact]
    public void Dracut_gets_all_of_the_present_line_where_it_would_find_the_line_by_itself()
    {
        using var host = UnifiedMachine.Debian();
        Assert.Equal($"# Written by passthrough; 'passthrough undo' takes it back.\nkernel_cmdline+=' {UnifiedMachine.Line} {Wanted} '\n", Line(Plan(host)).After);
        var image = Assert.Single(Images(Plan(host)));
        Assert.Equal(("/" + UnifiedMachine.DebianImage, UnifiedMachine.DebianKernel, null), (image.Path, image.KernelVersion, image.Arguments));
    }

    [Fact]
    public void Dracut_gets_the_words_besides_where_a_person_gave_it_a_line()
    {
        using var host = UnifiedMachine.Debian();
        host.Write("etc/dracut.conf.d/10-line.conf", "kernel_cmdline=\"root=UUID=aa rw\"\n");
        Assert.Contains($"\nkernel_cmdline+=' {Wanted} '\n", Line(Plan(host)).After, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("etc/dracut.conf.d/zz.conf", "kernel_cmdline=\"root=UUID=aa\"\n", "assigned after")]
    [InlineData("etc/dracut.conf.d/10.conf", "kernel_cmdline=\"$(cat /proc/cmdline)\"\n", "computed")]
    [InlineData("etc/dracut.conf.d/10.conf", "kernel_cmdline=\"root=UUID=aa intel_iommu=off\"\n", "stands against")]
    [InlineData("etc/kernel/install.conf", "layout=uki\n", "not certain what builds")]
    public void What_dracut_would_do_must_be_certain(string file, string text, string why)
    {
        using var host = UnifiedMachine.Debian();
        host.Write(file, text);
        Assert.Contains(why, Refusal(host).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_kernel_install_has_built_is_built_by_it_from_its_own_kernel_line()
    {
        using var host = UnifiedMachine.Fedora();
        var plan = Plan(host);
        Assert.Equal(("/etc/kernel/cmdline", $"{UnifiedMachine.Line} {Wanted}\n"), (Line(plan).Path, Line(plan).After));
        var image = Assert.Single(Images(plan));
        Assert.Equal(("/" + UnifiedMachine.FedoraImage, $"/boot/vmlinuz-{UnifiedMachine.DebianKernel}"), (image.Path, image.Unified!.InstalledKernel));
        Assert.Equal("add to /etc/kernel/cmdline: a; then run: sudo kernel-install add-all", KernelLineSteps.Add(host.Facts, ["a"]));
    }

    [Fact]
    public void An_image_of_kernel_install_under_another_name_is_not_certain()
    {
        using var host = UnifiedMachine.Fedora();
        File.Move(Path.Combine(host.Root, UnifiedMachine.FedoraImage), Path.Combine(host.Root, "boot/efi/EFI/Linux/own.efi"));
        host.StartBySystemdBoot("own.efi");
        Assert.Contains("not certain what builds", Refusal(host).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_kernel_installs_plugins_those_take_part_that_hand_on_what_they_made()
    {
        using var host = UnifiedMachine.Fedora();
        host.Write("usr/lib/kernel/install.d/50-dracut.install", "cd \"$KERNEL_INSTALL_STAGING_AREA\"\n");
        host.Write("usr/lib/kernel/install.d/60-ukify.install", "os.environ['KERNEL_INSTALL_STAGING_AREA']\n");
        host.Write("usr/lib/kernel/install.d/20-grub.install", "cp \"$4\" /boot\n");
        host.Write("usr/lib/kernel/install.d/README", "KERNEL_INSTALL_STAGING_AREA\n");
        host.Write("etc/kernel/install.d/60-ukify.install", "");
        host.Write("etc/kernel/install.d/91-sign.install", "sign $KERNEL_INSTALL_STAGING_AREA/uki.efi\n");
        Assert.Equal(["/usr/lib/kernel/install.d/50-dracut.install", "/etc/kernel/install.d/91-sign.install"], KernelInstallPlugins.OfImages(new MachineReader(host.Roots)));
    }

    [Fact]
    public void An_image_that_nothing_known_builds_is_refused_and_the_lines_are_told()
    {
        using var host = UnifiedMachine.Arch();
        host.AddImage("boot/EFI/Linux/own.efi", UnifiedMachine.Line, ArchMachine.Version, "ID=arch\n");
        var refused = Refusal(host);
        Assert.Equal("/boot/EFI/Linux/own.efi", refused.Where);
        Assert.Contains(Wanted, refused.NextStep, StringComparison.Ordinal);
        Assert.Equal(Severity.Warning, Assert.Single(ReadinessRules.Judge(host.Facts), finding => finding.Id is "boot-loader-other").Severity);
    }

    [Fact]
    public void Images_of_other_systems_are_neither_changed_nor_asked_for_anything()
    {
        using var host = UnifiedMachine.Arch();
        host.AddImage("boot/EFI/Linux/fedora.efi", "root=UUID=bb", "6.5", "ID=fedora\n");
        host.AddImage("boot/EFI/Linux/second-arch.efi", "root=UUID=cc", "6.5", "ID=arch\n");
        host.SetVariable("LoaderEntryDefault", "arch-linux.efi");
        Assert.Equal(2, Images(Plan(host)).Length);
    }

    [Theory]
    [InlineData("boot/EFI/Linux/debris.efi", "no image", "starts by default")]
    [InlineData("boot/loader/loader.conf", "default auto-windows\n", "starts by default")]
    [InlineData("etc/kernel/cmdline", "root=UUID=aa \"open\n", "a quote is left open")]
    public void What_the_plan_cannot_stand_on_is_refused(string file, string text, string why)
    {
        using var host = UnifiedMachine.Arch();
        host.Write(file, text);
        Assert.Contains(why, Refusal(host).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_whose_starts_are_counted_or_whose_kernel_is_gone_is_refused()
    {
        using var counted = UnifiedMachine.Debian();
        File.Move(Path.Combine(counted.Root, UnifiedMachine.DebianImage), Path.Combine(counted.Root, UnifiedMachine.DebianImage.Replace(".efi", "+3.efi", StringComparison.Ordinal)));
        Assert.Contains("counts the starts", Refusal(counted).Message, StringComparison.Ordinal);
        using var gone = UnifiedMachine.Debian();
        gone.AddImage("boot/efi/EFI/Linux/linux-6.0.efi", UnifiedMachine.Line, "6.0", "ID=debian\n");
        Assert.Contains("is not installed (6.0)", Refusal(gone).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_firmware_starts_the_image_there_is_no_trial_and_a_person_has_to_say_so()
    {
        using var host = UnifiedMachine.Arch();
        host.StartByFirmware(@"\EFI\LINUX\arch-linux.efi");
        Assert.Equal((BootLoaderKind.UnifiedKernelImage, "/" + UnifiedMachine.ArchImage), (host.Facts.Boot.Loader.Kind, host.Facts.Boot.Loader.ConfigurationPath));
        Assert.Contains("--no-trial", Refusal(host).NextStep, StringComparison.Ordinal);
        var plan = Planner.Plan(host.Facts, ScratchHost.Request with { NoTrial = true });
        Assert.Equal((2, null), (Images(plan).Length, plan.TrialBoot));
        Assert.Equal(Severity.Good, Assert.Single(ReadinessRules.Judge(host.Facts), finding => finding.Id is "boot-loader-unified-image").Severity);
    }

    [Fact]
    public void What_the_firmware_started_must_be_one_of_the_images_with_its_own_line()
    {
        using var host = UnifiedMachine.Arch();
        host.StartByFirmware(@"\EFI\BOOT\BOOTX64.EFI");
        Assert.Contains("none of this system's known images", Assert.Throws<RefusedException>(() => WithoutTrial(host)).Message, StringComparison.Ordinal);
        host.StartByFirmware(@"\EFI\Linux\arch-linux.efi");
        host.Boot("root=UUID=aa rw debug");
        Assert.Contains("the firmware gave it another", Assert.Throws<RefusedException>(() => WithoutTrial(host)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_line_alone_has_the_images_built_too()
    {
        using var host = UnifiedMachine.Debian();
        var plan = Planner.Plan(host.Facts, ScratchHost.Request with { Isolation = IsolationWay.OnDemand });
        Assert.Equal(["kernel-command-line", "initramfs"], plan.Changes.Select(change => change.Id).Where(id => id is "kernel-command-line" or "initramfs" or "dracut-module"));
        Assert.Empty(plan.Changes.OfType<InitramfsChange>().Single().MustContain);
    }

    private static Plan Plan(ScratchHost host) => Planner.Plan(host.Facts, ScratchHost.Request);

    private static Plan WithoutTrial(ScratchHost host) => Planner.Plan(host.Facts, ScratchHost.Request with { NoTrial = true });

    private static RefusedException Refusal(ScratchHost host) => Assert.Throws<RefusedException>(() => Plan(host));

    private static FileChange Line(Plan plan) => plan.Changes.OfType<FileChange>().Single(change => change.Id is "kernel-command-line");

    private static InitramfsImage[] Images(Plan plan) => [.. plan.Changes.OfType<InitramfsChange>().Single().Images];
}
