using Passthrough.Changes;
using Passthrough.Changes.Journal;
using Passthrough.Failures;
using Passthrough.Planning;

namespace Passthrough.Tests.Changes;

/// <summary>A machine whose images mkinitcpio builds; proven on laid-out files only.</summary>
public class MkinitcpioTransactionTests
{
    [Fact]
    public void Every_image_of_the_preset_is_built_as_the_preset_says()
    {
        using var host = ArchMachine.Create();
        var plan = Planner.Plan(host.Facts, ScratchHost.Request);
        Assert.Equal(
            ["mkinitcpio-hook", "isolation-script", "isolation-hook", "isolation-unit", "initramfs-hooks"],
            plan.Changes.SkipWhile(change => change.Id is not "mkinitcpio-hook").Take(5).Select(change => change.Id));
        Assert.Equal(
            ["/boot/initramfs-linux.img ", "/boot/initramfs-linux-fallback.img -S autodetect"],
            plan.Changes.OfType<InitramfsChange>().Single().Images.Select(image => $"{image.Path} {image.Arguments}"));
        Assert.Equal("/boot/initramfs-linux.img", plan.Changes.OfType<CopyChange>().Single().Source);
    }

    [Fact]
    public void Apply_and_undo_give_back_the_same_bytes()
    {
        using var host = ArchMachine.Create();
        var before = host.Picture();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        Assert.EndsWith("\nHOOKS+=(passthrough)\n", host.Read("etc/mkinitcpio.conf"), StringComparison.Ordinal);
        Assert.True(Applier.Apply(host.Context, ScratchHost.Request, saved: null).IsNothingToDo);
        Undoer.Undo(host.Context);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void An_image_whose_hook_would_not_run_is_rolled_back()
    {
        using var host = ArchMachine.Create();
        var before = host.Picture();
        host.Tools.Order = [];
        Assert.Contains("neither as an early hook nor as a unit", Assert.Throws<RolledBackException>(() => Applier.Apply(host.Context, ScratchHost.Request, saved: null)).Message, StringComparison.Ordinal);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void After_a_new_kernel_under_the_same_name_both_images_are_built_without_the_hook()
    {
        using var host = ArchMachine.Create();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        Directory.Move(host.Roots.Lib($"modules/{ArchMachine.Version}"), host.Roots.Lib("modules/6.9.2-arch1-1"));
        host.Write("boot/initramfs-linux.img", "of the new kernel");
        host.Write("boot/initramfs-linux-fallback.img", "of the new kernel");
        var undone = Undoer.Undo(host.Context);
        Assert.Equal(2, undone.Files.Count(file => file.How == Reversal.Regenerated));
        Assert.DoesNotContain("of the new kernel", host.Read("boot/initramfs-linux.img") + host.Read("boot/initramfs-linux-fallback.img"), StringComparison.Ordinal);
    }

    [Fact]
    public void With_systemd_boot_the_images_on_the_boot_partition_are_those_that_the_entries_start()
    {
        using var host = ArchMachine.Create();
        Directory.Delete(host.Roots.Boot("grub"), recursive: true);
        host.Write("usr/bin/bootctl", "");
        host.Write("boot/loader/entries/arch.conf", "title Arch\nlinux /vmlinuz-linux\ninitrd /amd-ucode.img\ninitrd /initramfs-linux.img\noptions root=UUID=aa rw quiet\n");
        host.Write("boot/loader/entries/arch-fallback.conf", "title Arch fallback\nlinux /vmlinuz-linux\ninitrd /initramfs-linux-fallback.img\noptions root=UUID=aa rw\n");
        host.Write("boot/loader/loader.conf", "default arch.conf\n");
        host.Boot("initrd=\\amd-ucode.img initrd=\\initramfs-linux.img root=UUID=aa rw quiet");
        host.SetVariable("LoaderInfo", "systemd-boot 255.4-2-arch");
        host.SetVariable("LoaderEntrySelected", "arch.conf");
        host.SetBits("LoaderFeatures", 0xff);
        var before = host.Picture();

        var plan = Applier.Apply(host.Context, ScratchHost.Request, saved: null).Plan;

        Assert.Equal(
            [("/boot/initramfs-linux.img", "/boot/passthrough-fallback.img"), ("/boot/vmlinuz-linux", "/boot/passthrough-fallback-linux")],
            plan.Changes.OfType<CopyChange>().Select(copy => (copy.Source, copy.Path)));
        Assert.Equal(["/boot/loader/entries/arch-fallback.conf", "/boot/loader/entries/arch.conf"], plan.Changes.OfType<KernelLineChange>().Select(change => change.Path));
        Undoer.Undo(host.Context);
        Assert.Equal(before, host.Picture());
    }

    [Theory]
    [InlineData("etc/mkinitcpio.conf", "HOOKS=\"base udev\"", "etc/mkinitcpio.conf", "HOOKS=\"base udev\"\nHOOKS+=\" passthrough\"\n")]
    [InlineData("etc/mkinitcpio.conf.d/10-mine.conf", "HOOKS=(base systemd)\n", "etc/mkinitcpio.conf.d/10-mine.conf", "HOOKS=(base systemd)\nHOOKS+=(passthrough)\n")]
    [InlineData("etc/mkinitcpio.conf.d/10-mine.conf", "HOOKS+=(plymouth)\n", "etc/mkinitcpio.conf", "MODULES=(i915)\nHOOKS=(base udev autodetect modconf kms block filesystems fsck)\nHOOKS+=(passthrough)\n")]
    public void The_file_that_has_the_last_word_gets_one_line(string file, string text, string edited, string after)
    {
        using var host = ArchMachine.Create();
        host.Write(file, text);
        var edit = Assert.Single(Planner.Plan(host.Facts, ScratchHost.Request).Changes.OfType<FileChange>(), change => change.Id is "initramfs-hooks");
        Assert.Equal(("/" + edited, after), (edit.Path, edit.After));
    }

    [Fact]
    public void A_configuration_that_a_preset_names_is_edited_instead()
    {
        using var host = ArchMachine.Create();
        host.Write("etc/other.conf", "HOOKS=(base udev)\n");
        host.Write("etc/mkinitcpio.conf.d/10-mine.conf", "HOOKS=(base systemd)\n");
        host.Write(ArchMachine.Preset, host.Read(ArchMachine.Preset) + "ALL_config=/etc/other.conf\n");
        var plan = Planner.Plan(host.Facts, ScratchHost.Request);
        Assert.Equal("/etc/other.conf", Assert.Single(plan.Changes.OfType<FileChange>(), change => change.Id is "initramfs-hooks").Path);
        Assert.Equal("-c /etc/other.conf -S autodetect", plan.Changes.OfType<InitramfsChange>().Single().Images[1].Arguments);
    }

    [Theory]
    [InlineData("etc/mkinitcpio.conf", "HOOKS=($(ls))\n", "computed")]
    [InlineData("etc/mkinitcpio.conf", "MODULES=()\n", "not assigned")]
    [InlineData(ArchMachine.Preset, "ALL_kver=$(uname -r)\nPRESETS=('default')\ndefault_image=/boot/initramfs-linux.img\n", "cannot be followed")]
    [InlineData(ArchMachine.Preset, "ALL_kver=/boot/vmlinuz-linux\nPRESETS=('default')\ndefault_uki=/efi/EFI/Linux/arch.efi\n", "unified kernel image")]
    [InlineData(ArchMachine.Preset, "ALL_kver=/boot/vmlinuz-other\nPRESETS=('default')\ndefault_image=/boot/other.img\n", "no preset does")]
    public void What_cannot_be_followed_is_refused(string file, string text, string why)
    {
        using var host = ArchMachine.Create();
        host.Write(file, text);
        Assert.Contains(why, Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, ScratchHost.Request)).Message, StringComparison.Ordinal);
    }
}
