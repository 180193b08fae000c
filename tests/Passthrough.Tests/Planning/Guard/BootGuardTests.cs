using Passthrough.Failures;
using Passthrough.Planning;
using Passthrough.Tests.Changes;

namespace Passthrough.Tests.Planning.Guard;

public class BootGuardTests
{
    private const string Grub = "boot/grub/grub.cfg";
    private const string Environment = "boot/grub/grubenv";
    private const string Custom = "boot/grub/custom.cfg";

    [Fact]
    public void Before_anything_else_todays_start_is_offered_and_at_the_end_one_start_is_allowed_to_differ()
    {
        using var host = new ScratchHost();

        var plan = Planner.Plan(host.Facts, ScratchHost.Request);

        Assert.Equal(["fallback-initramfs", "fallback-entry", "confirm-unit", "confirm-start", "isolated-devices"], plan.Changes.Take(5).Select(change => change.Id));
        Assert.Equal("trial-boot", plan.Changes[^1].Id);
        var copy = Assert.Single(plan.Changes.OfType<CopyChange>());
        Assert.Equal(("/boot/initrd.img-6.1.0-2-amd64", "/boot/grub/passthrough-fallback.img"), (copy.Source, copy.Path));
    }

    [Fact]
    public void The_entry_starts_the_default_kernel_with_the_kept_image_and_a_word_to_know_it_by()
    {
        using var host = new ScratchHost();
        Assert.Contains(
            """
            menuentry 'Debian 6.1.0-2-amd64, as before passthrough' --class 'debian' --id passthrough-fallback {
            	linux	/boot/vmlinuz-6.1.0-2-amd64 root=UUID=aa ro quiet passthrough=off
            	initrd ${passthrough_folder}/passthrough-fallback.img
            }
            """,
            Entry(host),
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_entry_keeps_microcode_rights_and_commands_and_saves_no_default()
    {
        using var host = new ScratchHost();
        host.Write(Grub, """
            set default="here>it's"
            submenu 'more' --id here {
            menuentry 'Linux' { linux /boot/vmlinuz-6.1.0-1-amd64 root=UUID=aa ro
              initrd /boot/initrd.img-6.1.0-1-amd64
            }
            menuentry "it's" --unrestricted --class arch --hotkey a {
                savedefault
                search --set=root --fs-uuid aa
                linuxefi /vmlinuz-6.1.0-2-amd64 root=UUID=aa ro $vt_handoff
                initrdefi /intel-ucode.img /initrd.img-6.1.0-2-amd64
            }
            }
            source $prefix/custom.cfg
            """);
        var entry = Entry(host);
        Assert.Contains(@"menuentry 'it'\''s, as before passthrough' --unrestricted --class 'arch' --id passthrough-fallback {", entry, StringComparison.Ordinal);
        Assert.Contains("linuxefi /vmlinuz-6.1.0-2-amd64 root=UUID=aa ro $vt_handoff passthrough=off\n", entry, StringComparison.Ordinal);
        Assert.Contains("initrdefi /intel-ucode.img ${passthrough_folder}/passthrough-fallback.img\n", entry, StringComparison.Ordinal);
        Assert.Contains("search --set=root --fs-uuid aa\n", entry, StringComparison.Ordinal);
        Assert.DoesNotContain("savedefault", entry, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_person_wrote_into_the_file_stays_before_it()
    {
        using var host = new ScratchHost();
        host.Write(Custom, "set color=blue");
        Assert.StartsWith("set color=blue\n# Begin of what passthrough wrote", Entry(host), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_trial_there_is_no_way_back_in_the_menu_either()
    {
        using var host = new ScratchHost();
        File.Delete(host.Roots.Locate("/" + Environment));
        var plan = Planner.Plan(host.Facts, ScratchHost.Request with { NoTrial = true });
        Assert.Null(plan.TrialBoot);
        Assert.Equal("isolated-devices", plan.Changes[0].Id);
    }

    [Fact]
    public void Without_systemd_nothing_is_started_by_itself()
    {
        using var host = new ScratchHost();
        Directory.Delete(host.Roots.Etc("systemd"), recursive: true);
        Assert.DoesNotContain(Planner.Plan(host.Facts, ScratchHost.Request).Changes, change => change.Id is "confirm-unit" or "confirm-start");
    }

    [Fact]
    public void The_unit_runs_this_program_wherever_it_is()
    {
        using var host = new ScratchHost();
        var unit = Assert.Single(Planner.Plan(host.Facts, ScratchHost.Request with { Program = "/opt/my \"tools\"/100%/$x/passthrough" }).Changes.OfType<FileChange>(), change => change.Id is "confirm-unit");
        Assert.Contains("ExecStart=\"/opt/my \\\"tools\\\"/100%%/$$x/passthrough\" confirm\n", unit.After, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ext4", "8:1", "", true)]
    [InlineData("btrfs", "0:30", "", false)]
    [InlineData("zfs", "0:30", "", false)]
    [InlineData("ext4", "254:0", "sys/dev/block/254:0/dm/name", false)]
    [InlineData("ext4", "9:0", "sys/dev/block/9:0/md/level", false)]
    public void Where_grub_cannot_write_a_trial_is_refused(string fileSystem, string number, string layer, bool isPossible)
    {
        using var host = new ScratchHost();
        host.Write("proc/self/mountinfo", $"22 1 8:9 / / rw - ext4 /dev/sda9 rw\n29 22 {number} / /boot rw - {fileSystem} /dev/x rw\n");
        host.Write(layer.Length > 0 ? layer : "sys/none", "x");
        var refusal = Record.Exception(() => Planner.Plan(host.Facts, ScratchHost.Request));
        Assert.Equal(isPossible, refusal is null);
        Assert.All(new[] { refusal }.OfType<RefusedException>(), refused => Assert.Contains("--no-trial", refused.NextStep, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Grub, "set default=1\nmenuentry 'Linux' { linux /boot/vmlinuz-6.1.0-2-amd64 root=UUID=aa ro quiet\n}\nmenuentry 'Windows' { chainloader /EFI/Microsoft/Boot/bootmgfw.efi\n}\nsource $prefix/custom.cfg\n", "not Linux")]
    [InlineData(Grub, "menuentry 'Linux' { linux /boot/vmlinuz-6.1.0-2-amd64 root=UUID=aa ro quiet\n}\n", "41_custom")]
    [InlineData(Custom, "set default=2\n", "chooses what GRUB starts")]
    public void What_the_guard_cannot_stand_on_is_refused(string file, string text, string why)
    {
        using var host = new ScratchHost();
        host.Write(file, text);
        var refusal = Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, ScratchHost.Request));
        Assert.Contains(why, refusal.Message + refusal.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_whose_grub_remembers_nothing_is_told_how_to_make_it()
    {
        using var host = new ScratchHost();
        File.Delete(host.Roots.Locate("/" + Environment));
        Assert.Contains("grub-editenv /boot/grub/grubenv create", Assert.Throws<RefusedException>(() => Planner.Plan(host.Facts, ScratchHost.Request)).NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_may_not_read_the_menu_is_told_to_be_root()
    {
        using var host = new ScratchHost();
        var facts = host.Facts;
        Assert.Throws<NeedsRootException>(() => Planner.Plan(facts with { Boot = facts.Boot with { Grub = null } }, ScratchHost.Request));
    }

    private static string Entry(ScratchHost host) =>
        Assert.Single(Planner.Plan(host.Facts, ScratchHost.Request).Changes.OfType<FileChange>(), change => change.Id is "fallback-entry").After;
}
