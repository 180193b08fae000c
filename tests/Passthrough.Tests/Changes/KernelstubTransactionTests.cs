using Passthrough.Changes;
using Passthrough.Changes.Journal;
using Passthrough.Failures;
using Passthrough.Planning;
using Passthrough.Planning.KernelLine;
using Passthrough.Readiness;

namespace Passthrough.Tests.Changes;

/// <summary>plan, apply and undo on a machine whose entries kernelstub writes.</summary>
public class KernelstubTransactionTests
{
    private const string Newest = "6.1.0-2-amd64";
    private const string Older = "6.1.0-1-amd64";
    private const string Added = "intel_iommu=on iommu=pt";

    [Fact]
    public void The_configuration_the_entries_and_both_copies_of_the_images_are_changed_under_the_guard_of_systemd_boot()
    {
        using var host = PopMachine.Create();
        var plan = Planner.Plan(host.Facts, ScratchHost.Request);
        Assert.Equal(
            ["fallback-initramfs", "fallback-kernel", "fallback-entry", "confirm-unit", "confirm-start", "fallback-default", "isolated-devices", "initramfs-hook", "isolation-script", "kernel-command-line", "boot-entry", "boot-entry", "initramfs", "trial-boot"],
            plan.Changes.Select(change => change.Id));
        Assert.Equal(["/" + PopMachine.Configuration, "/" + PopMachine.Old, "/" + PopMachine.Current], plan.Changes.OfType<KernelLineChange>().Select(change => change.Path));
        Assert.Equal(KernelLineForm.Kernelstub, plan.Changes.OfType<KernelLineChange>().First().Form);
        Assert.Equal(
            [(Older, $"/boot/initrd.img-{Older}"), (Older, $"/{PopMachine.Folder}/initrd.img-previous"), (Newest, $"/boot/initrd.img-{Newest}"), (Newest, $"/{PopMachine.Folder}/initrd.img")],
            plan.Changes.OfType<InitramfsChange>().Single().Images.Select(image => (image.KernelVersion, image.Path)));
        Assert.Equal("Pop_OS-current.conf", plan.Changes.OfType<BootVariableChange>().Last().Value);
        Assert.Equal(plan.Fingerprint, PlanJson.Read(PlanJson.Write(plan), "plan.json").Fingerprint);
        Assert.Equal(KernelLineForm.Kernelstub, PlanJson.Read(PlanJson.Write(plan), "plan.json").Changes.OfType<KernelLineChange>().First().Form);
        Assert.Contains(ReadinessRules.Judge(host.Facts), finding => finding.Id is "boot-loader-systemd-boot");
    }

    [Fact]
    public void The_way_back_starts_a_kernel_of_its_own_for_the_next_update_writes_over_this_one()
    {
        using var host = PopMachine.Create();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        Assert.Equal($"# Written by passthrough; 'passthrough undo' takes it back.\ntitle Pop!_OS, as before passthrough\nlinux /passthrough-fallback-linux\ninitrd /passthrough-fallback.img\noptions {PopMachine.Options}\noptions passthrough=off\n", host.Read(SystemdBootMachine.Fallback));
        Assert.Equal("kernel " + Newest, host.Read("boot/efi/passthrough-fallback-linux"));
        Assert.Equal("old image " + Newest, host.Read("boot/efi/passthrough-fallback.img"));
    }

    [Fact]
    public void Undo_gives_back_the_same_bytes()
    {
        using var host = PopMachine.Create();
        var before = host.Picture();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        Assert.Contains($"options {PopMachine.Options} {Added}\n", host.Read(PopMachine.Current), StringComparison.Ordinal);
        Assert.Equal(host.Read($"boot/initrd.img-{Newest}"), host.Read($"{PopMachine.Folder}/initrd.img"));
        Assert.Empty(Planner.Plan(host.Facts, ScratchHost.Request).Changes);
        Undoer.Undo(host.Context);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void When_kernelstub_wrote_all_anew_for_another_kernel_only_the_words_go_and_each_copy_is_built_for_the_kernel_that_has_its_name_now()
    {
        using var host = PopMachine.Create();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        host.AddKernel("6.1.0-3-amd64");
        host.RunKernelstub("6.1.0-3-amd64", Newest, $"{PopMachine.Options} {Added}");
        host.Write(PopMachine.Configuration, host.Read(PopMachine.Configuration).Replace("\"live_mode\": false", "\"live_mode\": true", StringComparison.Ordinal));
        var built = new List<string>();
        host.Tools.OnBuild = built.Add;

        var undone = Undoer.Undo(host.Context);

        Assert.Equal(PopMachine.Text.Replace("\"live_mode\": false", "\"live_mode\": true", StringComparison.Ordinal), host.Read(PopMachine.Configuration));
        Assert.Contains($"options {PopMachine.Options}\n", host.Read(PopMachine.Current), StringComparison.Ordinal);
        Assert.Contains($"options {PopMachine.Options}\n", host.Read(PopMachine.Old), StringComparison.Ordinal);
        Assert.Equal(Reversal.TakenOut, Assert.Single(undone.Files, file => file.Path == "/" + PopMachine.Configuration).How);
        Assert.Equal([Newest, "6.1.0-3-amd64", "6.1.0-3-amd64"], built.Order(StringComparer.Ordinal));
        Assert.Equal("old image " + Newest, host.Read($"boot/initrd.img-{Newest}"));
    }

    [Fact]
    public void An_entry_that_kernelstub_wrote_first_after_the_apply_is_freed_of_the_words_too()
    {
        using var host = PopMachine.Create();
        File.Delete(Path.Combine(host.Root, PopMachine.Old));
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        host.RunKernelstub(Newest, Older, $"{PopMachine.Options} {Added}");
        Undoer.Undo(host.Context);
        Assert.Contains($"options {PopMachine.Options}\n", host.Read(PopMachine.Old), StringComparison.Ordinal);
    }

    [Fact]
    public void The_recovery_system_is_another_system()
    {
        using var host = PopMachine.Create();
        var recovery = host.Read("boot/efi/loader/entries/Recovery-AA.conf");
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        Assert.Equal(recovery, host.Read("boot/efi/loader/entries/Recovery-AA.conf"));
    }

    [Theory]
    [InlineData("""{"default": {"kernel_options": []}}""")]
    [InlineData("""{"user": {"kernel_options": ["a=\"b"]}}""")]
    public void A_configuration_that_cannot_be_followed_is_refused(string text)
    {
        using var host = PopMachine.Create();
        host.Write(PopMachine.Configuration, text);
        Assert.Contains("sudo kernelstub --add-options", Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, ScratchHost.Request)).NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_of_a_kernel_that_was_removed_since_is_not_taken_for_the_newest_ones()
    {
        using var host = PopMachine.Create();
        host.Write($"{PopMachine.Folder}/vmlinuz.efi", "a kernel of another length, which is gone from /boot");
        Assert.Contains("starts no initramfs of an installed kernel", Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, ScratchHost.Request)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Undo_builds_no_image_for_a_kernel_on_the_partition_that_is_not_installed_any_more()
    {
        using var host = PopMachine.Create();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        host.Write($"{PopMachine.Folder}/vmlinuz.efi", "a later kernel, installed and removed since");
        host.Write($"{PopMachine.Folder}/initrd.img", "its image");
        var undone = Undoer.Undo(host.Context);
        Assert.Equal("its image", host.Read($"{PopMachine.Folder}/initrd.img"));
        Assert.Equal(Reversal.Skipped, Assert.Single(undone.Files, file => file.Path == $"/{PopMachine.Folder}/initrd.img").How);
    }

    [Fact]
    public void Its_program_is_known_where_it_writes_the_entries_and_nowhere_else()
    {
        using var host = new ScratchHost();
        host.Write(PopMachine.Hook, "#!/bin/bash\n");
        File.SetUnixFileMode(Path.Combine(host.Root, PopMachine.Hook), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Contains("zz-kernelstub", Assert.Throws<RefusedException>(() => Applier.Apply(host.Context, ScratchHost.Request, saved: null)).Message, StringComparison.Ordinal);
    }
}
