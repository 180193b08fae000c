using Passthrough.Changes;
using Passthrough.Failures;
using Passthrough.Host.Boot;
using Passthrough.Planning;
using Passthrough.Readiness;

namespace Passthrough.Tests.Changes;

/// <summary>plan, apply and undo on a machine whose entries sdbootutil writes.</summary>
public class SdbootutilTransactionTests
{
    private const string Image = "boot/efi/opensuse-tumbleweed/6.9.1-1-default/initrd-" + TumbleweedMachine.Sum;

    [Fact]
    public void The_running_snapshots_entry_and_what_later_ones_are_written_from_are_changed()
    {
        using var host = TumbleweedMachine.Create();
        var plan = Planner.Plan(host.Facts, ScratchHost.Request);
        Assert.Equal("/" + TumbleweedMachine.EntryOf(5), Assert.Single(plan.Changes.OfType<KernelLineChange>()).Path);
        Assert.Equal($"{TumbleweedMachine.Words} intel_iommu=on iommu=pt\n", plan.Changes.OfType<FileChange>().Single(change => change.Id is "kernel-command-line").After);
        Assert.Equal([("6.9.1-1-default", "/" + Image)], plan.Changes.OfType<InitramfsChange>().Single().Images.Select(image => (image.KernelVersion, image.Path)));
        Assert.Equal("/usr/lib/modules/6.9.1-1-default/vmlinuz", Assert.Single(host.Facts.Boot.Kernels).ImagePath);
        Assert.Equal(KernelLineTool.Sdbootutil, host.Facts.Boot.LineTool);
        Assert.Contains(ReadinessRules.Judge(host.Facts), finding => finding.Id is "boot-loader-systemd-boot");
    }

    [Fact]
    public void Undo_gives_back_the_same_bytes_and_other_snapshots_keep_theirs_all_the_time()
    {
        using var host = TumbleweedMachine.Create();
        var before = host.Picture();
        var other = host.Read(TumbleweedMachine.EntryOf(4));
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        Assert.NotEqual("old image", host.Read(Image));
        Assert.Equal(other, host.Read(TumbleweedMachine.EntryOf(4)));
        Assert.Empty(Planner.Plan(host.Facts, ScratchHost.Request).Changes);
        Undoer.Undo(host.Context);
        Assert.Equal(before, host.Picture());
        Assert.Equal($"opensuse-tumbleweed-6.9.1-1-default-5.conf", host.DefaultOf());
    }

    [Fact]
    public void A_snapshot_that_was_made_since_is_left_alone_and_an_image_that_came_under_another_name_is_built_anew()
    {
        using var host = TumbleweedMachine.Create();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        host.AddSnapshot(6, $"{TumbleweedMachine.Words} intel_iommu=on iommu=pt");
        var snapshot = host.Read(TumbleweedMachine.EntryOf(6));
        var renewed = TumbleweedMachine.ImageOf(TumbleweedMachine.Version, new string('a', 40));
        File.Move(Path.Combine(host.Root, Image), Path.Combine(host.Root, renewed));
        host.Write(TumbleweedMachine.EntryOf(5), host.Read(TumbleweedMachine.EntryOf(5)).Replace(TumbleweedMachine.Sum, new string('a', 40), StringComparison.Ordinal));
        var isolating = host.Read(renewed);

        Undoer.Undo(host.Context);

        Assert.Equal(snapshot, host.Read(TumbleweedMachine.EntryOf(6)));
        Assert.NotEqual(isolating, host.Read(renewed));
        Assert.False(File.Exists(Path.Combine(host.Root, Image)));
        Assert.Contains($"options    {TumbleweedMachine.LineOf(5)}\n", host.Read(TumbleweedMachine.EntryOf(5)), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_that_is_read_after_the_file_may_stand_against_it()
    {
        using var host = TumbleweedMachine.Create();
        host.Write("etc/kernel/cmdline.d/10-mine.conf", "mitigations=auto iommu=off\n");
        host.Write("etc/kernel/cmdline.d/20-other.conf", "audit=0\n");
        var changes = Planner.Plan(host.Facts, ScratchHost.Request).Changes.OfType<FileChange>().Where(change => change.Id is "kernel-command-line").ToList();
        Assert.Equal(["/etc/kernel/cmdline", "/etc/kernel/cmdline.d/10-mine.conf"], changes.Select(change => change.Path));
        Assert.Equal("mitigations=auto\n", changes[1].After);
    }

    [Theory]
    [InlineData("etc/crypttab", "cr_root UUID=bb none x-initrd.attach,tpm2-device=auto\n", "/etc/crypttab")]
    [InlineData("var/lib/systemd/pcrlock.json", "{}", "/var/lib/systemd/pcrlock.json")]
    public void Where_a_disks_key_is_sealed_to_the_kernel_line_the_steps_are_printed(string file, string text, string where)
    {
        using var host = TumbleweedMachine.Create();
        host.Write(file, text);
        var refused = Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, ScratchHost.Request));
        Assert.Equal(where, refused.Where);
        Assert.Contains("recovery key", refused.Message, StringComparison.Ordinal);
        Assert.Contains("add to /etc/kernel/cmdline: intel_iommu=on iommu=pt; then run: sudo sdbootutil update-all-entries", refused.NextStep, StringComparison.Ordinal);
        Assert.Contains("sudo sdbootutil mkinitrd", refused.NextStep, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cr_root UUID=bb none x-initrd.attach,tpm2-device=auto", true)]
    [InlineData("cr_root UUID=bb - tpm2-device=/dev/tpmrm0", true)]
    [InlineData("#cr_root UUID=bb none tpm2-device=auto", false)]
    [InlineData("cr_root UUID=bb none discard", false)]
    [InlineData("cr_root UUID=bb tpm2-device=auto", false)]
    [InlineData(null, false)]
    public void A_volume_that_the_tpm_opens_is_told_from_crypttab(string? crypttab, bool expected) => Assert.Equal(expected, SealedKeys.OpensByTpm(crypttab));

    [Fact]
    public void On_other_machines_a_volume_that_the_tpm_opens_stands_against_nothing()
    {
        using var host = SystemdBootMachine.Create();
        host.Write("etc/crypttab", "root UUID=bb none tpm2-device=auto\n");
        Assert.Null(host.Facts.Boot.SealedBy);
        host.Write("var/lib/systemd/pcrlock.json", "{}");
        Assert.Contains("systemd-pcrlock", Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, ScratchHost.Request)).NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void Grub_that_reads_the_entries_itself_is_known_and_changed_without_a_trial_only()
    {
        using var host = TumbleweedMachine.WithGrub();
        var before = host.Picture();
        Assert.Equal((BootLoaderKind.GrubLoaderEntries, KernelLineTool.Sdbootutil), (host.Facts.Boot.Loader.Kind, host.Facts.Boot.LineTool));
        Assert.Contains("--no-trial", Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, ScratchHost.Request)).NextStep, StringComparison.Ordinal);
        var applied = Applier.Apply(host.Context, ScratchHost.Request with { NoTrial = true }, saved: null);
        Assert.Equal(["isolated-devices", "dracut-module", "isolation-script", "isolation-hook", "kernel-command-line", "boot-entry", "initramfs"], applied.Plan.Changes.Select(change => change.Id));
        Assert.Equal(BootLoaderKind.GrubLoaderEntries, host.Facts.Boot.Loader.Kind);
        Undoer.Undo(host.Context);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void Another_systems_grub_is_not_taken_for_it()
    {
        using var host = TumbleweedMachine.WithGrub();
        host.Boot("BOOT_IMAGE=/vmlinuz-linux root=UUID=cc rw");
        Assert.Equal(BootLoaderKind.Unknown, host.Facts.Boot.Loader.Kind);
    }
}
