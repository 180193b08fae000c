using Passthrough.Changes;
using Passthrough.Failures;
using Passthrough.Host.Boot;
using Passthrough.Planning;
using Passthrough.Tests.Changes;

namespace Passthrough.Tests.Planning.Guard;

/// <summary>GRUB whose menu comes from entry files, as Fedora has it; proven on laid-out files only.</summary>
public class GrubLoaderEntriesTests
{
    private const string MachineId = "0123456789abcdef0123456789abcdef";
    private const string Kernel = "6.1.0-2-amd64";

    [Fact]
    public void The_chain_is_recognised_with_the_entry_that_starts_by_default()
    {
        using var host = Fedora();
        var boot = host.Facts.Boot;
        Assert.Equal((BootLoaderKind.GrubLoaderEntries, KernelLineTool.Grubby), (boot.Loader.Kind, boot.LineTool));
        Assert.Equal("Fedora Linux (6.1.0-2-amd64)", Assert.Single(boot.Entries, entry => entry.IsDefault).Title);
        Assert.Equal([false, false, true], boot.Entries.OrderByDescending(entry => entry.Title, StringComparer.Ordinal).Select(entry => entry.IsRecovery));
    }

    [Fact]
    public void The_entries_their_source_and_the_source_of_a_menu_made_anew_get_the_words()
    {
        using var host = Fedora();
        var plan = Planner.Plan(host.Facts, ScratchHost.Request);
        Assert.Equal(
            ["/etc/default/grub", "/etc/kernel/cmdline"], plan.Changes.OfType<FileChange>().Where(change => change.Id is "kernel-command-line").Select(change => change.Path));
        Assert.Equal("root=UUID=aa ro \"rd.luks.name=1=a b\" intel_iommu=on iommu=pt\n", plan.Changes.OfType<FileChange>().Single(change => change.Path is "/etc/kernel/cmdline").After);
        Assert.Equal([EntryOf(Kernel), EntryOf("6.1.0-1-amd64")], plan.Changes.OfType<KernelLineChange>().Select(change => change.Path));
        Assert.DoesNotContain(plan.Changes, change => change is BootConfigurationChange);
        Assert.Equal("trial-boot", plan.Changes[^1].Id);
    }

    [Fact]
    public void Todays_start_is_offered_by_an_entry_that_names_the_partition_as_the_menu_does()
    {
        using var host = Fedora();
        var block = Planner.Plan(host.Facts, ScratchHost.Request).Changes.OfType<FileChange>().Single(change => change.Path == "/boot/grub2/custom.cfg").After;
        Assert.Contains(
            """
            export passthrough_folder
            if [ -n "${boot}" ]; then
                set passthrough_root="${boot}"
            else
                set passthrough_root="${root}"
            fi
            export passthrough_root
            menuentry 'Fedora Linux (6.1.0-2-amd64), as before passthrough' --unrestricted --id passthrough-fallback {
            	set root="${passthrough_root}"
            	linux /vmlinuz-6.1.0-2-amd64 'root=UUID=aa' 'ro' 'rd.luks.name=1=a b' $tuned_params passthrough=off
            	initrd ${passthrough_folder}/passthrough-fallback.img
            }
            """,
            block, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef-6.1.0-1-amd64", "6.1.0-1-amd64")]
    [InlineData("Fedora Linux (6.1.0-1-amd64)", "6.1.0-1-amd64")]
    [InlineData("0", Kernel)]
    [InlineData("", Kernel)]
    public void What_was_saved_is_the_default(string saved, string kernel)
    {
        using var host = Fedora();
        host.Write("boot/grub2/grubenv", ToolDouble.Environment("saved_entry=" + saved));
        Assert.Equal($"/boot/initrd.img-{kernel}", Assert.Single(Planner.Plan(host.Facts, ScratchHost.Request).Changes.OfType<CopyChange>()).Source);
    }

    [Fact]
    public void Apply_and_undo_give_back_the_same_bytes()
    {
        using var host = Fedora();
        var before = host.Picture();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        Assert.Contains("intel_iommu=on iommu=pt", host.Read(EntryOf(Kernel)[1..]), StringComparison.Ordinal);
        Undoer.Undo(host.Context);
        Assert.Equal(before, host.Picture());
    }

    [Fact]
    public void A_line_in_a_variable_of_grub_is_told_and_not_edited()
    {
        using var host = Fedora();
        host.Write(EntryOf(Kernel)[1..], $"title Old\nversion {Kernel}\nlinux /vmlinuz-{Kernel}\ninitrd /initrd.img-{Kernel}\noptions $kernelopts $tuned_params\n");
        Assert.Contains("grubby --update-kernel=ALL", Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, ScratchHost.Request)).NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void A_default_that_is_not_known_is_refused()
    {
        using var host = Fedora();
        host.Write("boot/grub2/grubenv", ToolDouble.Environment("saved_entry=osprober-windows"));
        Assert.Contains("not Linux", Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, ScratchHost.Request)).Message, StringComparison.Ordinal);
    }

    private static string EntryOf(string kernel) => $"/boot/loader/entries/{MachineId}-{kernel}.conf";

    private static ScratchHost Fedora()
    {
        var host = new ScratchHost();
        Directory.Move(host.Roots.Boot("grub"), host.Roots.Boot("grub2"));
        host.Write("etc/machine-id", MachineId + "\n");
        host.Write("etc/default/grub", "GRUB_DEFAULT=saved\nGRUB_CMDLINE_LINUX=\"rhgb quiet\"\nGRUB_ENABLE_BLSCFG=true\n");
        File.Delete(host.Roots.Boot("grub2/grub.cfg"));
        host.Write("boot/grub2/grub.cfg", "set default=\"${saved_entry}\"\nsearch --no-floppy --fs-uuid --set=root aa\ninsmod blscfg\nblscfg\nif [ -f  ${config_directory}/custom.cfg ]; then\n  source ${config_directory}/custom.cfg\nfi\n");
        host.Write("boot/grub2/grubenv", ToolDouble.Environment($"saved_entry={MachineId}-{Kernel}"));
        AddEntry(host, "6.1.0-1-amd64");
        AddEntry(host, Kernel);
        host.Write($"boot/loader/entries/{MachineId}-0-rescue.conf", "title A rescue\nversion 0-rescue\nlinux /vmlinuz-0-rescue\ninitrd /initramfs-0-rescue.img\noptions root=UUID=aa ro\n");
        host.Write("proc/cmdline", $"BOOT_IMAGE=(hd0,gpt2)/vmlinuz-{Kernel} root=UUID=aa ro \"rd.luks.name=1=a b\"\n");
        return host;
    }

    private static void AddEntry(ScratchHost host, string kernel) => host.Write(
        EntryOf(kernel)[1..],
        $"title Fedora Linux ({kernel})\nversion {kernel}\nlinux /vmlinuz-{kernel}\ninitrd /initrd.img-{kernel}\noptions root=UUID=aa ro \"rd.luks.name=1=a b\" $tuned_params\ngrub_users $grub_users\ngrub_arg --unrestricted\ngrub_class fedora\n");
}
