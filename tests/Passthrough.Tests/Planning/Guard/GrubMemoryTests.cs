using Passthrough.Changes;
using Passthrough.Changes.Guard;
using Passthrough.Failures;
using Passthrough.Planning;
using Passthrough.Tests.Changes;

namespace Passthrough.Tests.Planning.Guard;

/// <summary>GRUB on a file system that it only reads, with an EFI system partition beside it.</summary>
public class GrubMemoryTests
{
    private const string OnPartition = "boot/efi/EFI/passthrough/grubenv";

    private const string Empty = "# GRUB Environment Block\n# Written by passthrough; 'passthrough undo' takes it back.\n";

    [Fact]
    public void What_grub_cannot_write_beside_its_menu_it_is_given_on_the_efi_system_partition()
    {
        using var host = OnBtrfs();
        var plan = Planner.Plan(host.Facts, ScratchHost.Request);
        var trial = Assert.IsType<BootEnvironmentChange>(plan.TrialBoot);
        Assert.Equal(("/" + OnPartition, true), (trial.Path, trial.IsNew));
        Assert.Contains("on the EFI system partition: /boot/grub/grubenv lies on btrfs", trial.Reason, StringComparison.Ordinal);
        Assert.Contains(
            """
            unset passthrough_trial
            unset passthrough_good
            if search --no-floppy --fs-uuid --set=passthrough_place '1234-ABCD'; then
                if [ -s "(${passthrough_place})/EFI/passthrough/grubenv" ]; then
                    load_env --file "(${passthrough_place})/EFI/passthrough/grubenv" passthrough_trial passthrough_good
                fi
            fi
            if [ "${passthrough_good}" != "1" ]; then
                set passthrough_fallback=1
                if [ "${passthrough_trial}" = "1" ]; then
                    # One start only. What is read again tells whether it could be written.
                    unset passthrough_trial
                    save_env --file "(${passthrough_place})/EFI/passthrough/grubenv" passthrough_trial
                    load_env --file "(${passthrough_place})/EFI/passthrough/grubenv" passthrough_trial

            """,
            plan.Changes.OfType<FileChange>().Single(change => change.Id is "fallback-entry").After,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_trial_is_remembered_confirmed_and_forgotten_there_and_nothing_is_left_of_it()
    {
        using var host = OnBtrfs();
        var before = host.Picture();
        Applier.Apply(host.Context, ScratchHost.Request, saved: null);
        Assert.Equal((Empty + "passthrough_trial=1\n").PadRight(1024, '#'), host.Read(OnPartition));

        // As GRUB leaves it.
        host.Write(OnPartition, Empty.PadRight(1024, '#'));
        host.RebootIsolated();
        Assert.Equal(TrialState.Confirmed, Confirmer.Confirm(host.Context).State);
        Assert.Equal((Empty + "passthrough_good=1\n").PadRight(1024, '#'), host.Read(OnPartition));

        Undoer.Undo(host.Context);
        Assert.Equal(ScratchHost.Names(before), ScratchHost.Names(host.Picture()));
        Assert.False(Directory.Exists(host.Roots.Boot("efi/EFI")));
    }

    [Fact]
    public void Entries_that_name_files_from_the_root_of_a_subvolumes_file_system_are_followed()
    {
        using var host = OnBtrfs();
        host.Write("boot/grub/grub.cfg", host.Read("boot/grub/grub.cfg").Replace("/boot/", "/@/boot/", StringComparison.Ordinal));
        host.Tools.Subvolume = "/@";
        var plan = Applier.Apply(host.Context, ScratchHost.Request, saved: null).Plan;
        Assert.Contains("linux	/@/boot/vmlinuz-6.1.0-2-amd64 root=UUID=aa ro quiet passthrough=off\n\tinitrd ${passthrough_folder}/passthrough-fallback.img\n", plan.Changes.OfType<FileChange>().Single(change => change.Id is "fallback-entry").After, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("etc/fstab", "UUID=1234-ABCD /boot/efi vfat umask=0077,noauto 0 0\n")]
    [InlineData("proc/self/mountinfo", "22 1 0:30 /@ / rw - btrfs /dev/sda2 rw\n")]
    [InlineData("proc/self/mountinfo", "22 1 0:30 /@ / rw - btrfs /dev/sda2 rw\n29 22 8:0 / /boot/efi rw - vfat /dev/sda rw\n")]
    [InlineData("proc/self/mountinfo", "22 1 0:30 /@ / rw - btrfs /dev/sda2 rw\n29 22 8:1 / /boot/efi rw - exfat /dev/sda1 rw\n")]
    public void Without_a_partition_that_grub_can_write_and_that_is_mounted_at_each_start_a_trial_is_refused(string file, string text)
    {
        using var host = OnBtrfs();
        host.Write(file, text);
        var refusal = Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, ScratchHost.Request));
        Assert.Contains("lies on btrfs, which GRUB only reads", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--no-trial", refusal.NextStep, StringComparison.Ordinal);
    }

    private static ScratchHost OnBtrfs()
    {
        var host = new ScratchHost();
        host.Write("proc/self/mountinfo", "22 1 0:30 /@ / rw - btrfs /dev/sda2 rw\n29 22 8:1 / /boot/efi rw - vfat /dev/sda1 rw\n");
        host.AddBlockDevice("sda", "8:0");
        host.AddBlockDevice("sda/sda1", "8:1");
        host.Write("sys/devices/block/sda/sda1/partition", "1\n");
        host.Link("dev/disk/by-uuid/1234-ABCD", "../../sda1");
        Directory.CreateDirectory(host.Roots.Boot("efi"));
        return host;
    }
}
