using FsCheck;
using FsCheck.Fluent;
using Passthrough.Host.Boot;
using Passthrough.Host.Pci;

namespace Passthrough.Tests.Host.Boot;

public class BootParsersTests
{
    private const string Menu =
        """
        if [ "${next_entry}" ] ; then
           set default="${next_entry}"
           set next_entry=
        else
           set default="DEFAULT"
        fi
        function load_video {
          insmod all_video
        }
        menuentry 'Debian' --class debian $menuentry_id_option 'gnulinux-simple' {
        	load_video
        	linux	/boot/vmlinuz-6.1 root=UUID=1 ro "a b=c d" quiet $vt_handoff
        	initrd	/boot/early.img /boot/initrd.img-6.1
        }
        submenu 'Advanced options' $menuentry_id_option 'gnulinux-advanced' {
        	menuentry 'Debian, 6.1' --id=plain {
        		linux	/boot/vmlinuz-6.1 root=UUID=1 ro quiet
        	}
        	menuentry 'Debian, 6.1 (recovery mode)' --id 'gnulinux-6.1-recovery-1' {
        		linux	/boot/vmlinuz-6.1 root=UUID=1 ro single
        	}
        }
        menuentry "Windows" { chainloader /EFI/Microsoft/Boot/bootmgfw.efi; }
        """;

    [Fact]
    public void Entries_carry_their_submenus_titles_and_their_kernel_lines_words()
    {
        var entries = GrubConfiguration.Parse(Menu.Replace("DEFAULT", "0", StringComparison.Ordinal)).Entries;
        Assert.Equal(["Debian", "Advanced options>Debian, 6.1", "Advanced options>Debian, 6.1 (recovery mode)"], entries.Select(entry => entry.Title));
        Assert.Equal(["root=UUID=1", "ro", "a b=c d", "quiet", "$vt_handoff"], entries[0].Parameters);
        Assert.Equal(["/boot/early.img", "/boot/initrd.img-6.1"], entries[0].InitramfsPaths);
        Assert.Equal([false, false, true], entries.Select(entry => entry.IsRecovery));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1>0", 1)]
    [InlineData("gnulinux-advanced>gnulinux-6.1-recovery-1", 2)]
    [InlineData("Advanced options>Debian, 6.1", 1)]
    [InlineData("gnulinux-simple", 0)]
    [InlineData("${saved_entry}", 1)]
    [InlineData("what names nothing", 0)]
    [InlineData("2", -1)]
    [InlineData("1", -1)]
    public void The_default_is_found_by_number_title_id_or_what_was_saved(string wanted, int expected)
    {
        var entries = GrubConfiguration.Parse(Menu.Replace("DEFAULT", wanted, StringComparison.Ordinal), "gnulinux-advanced>plain").Entries;
        Assert.Equal(expected, entries.ToList().FindIndex(entry => entry.IsDefault));
    }

    [Theory]
    [InlineData("a=\"b c\" d", "a=b c|d")]
    [InlineData("\"a=b c\" d", "a=b c|d")]
    [InlineData("  quiet\tsplash\n", "quiet|splash")]
    [InlineData("dyndbg=\"file a.c +p; file b.c +p\" x", "dyndbg=file a.c +p; file b.c +p|x")]
    [InlineData("", "")]
    public void Double_quotes_keep_blanks_together_as_the_kernel_does(string line, string expected) =>
        Assert.Equal(expected, string.Join('|', KernelCommandLine.Split(line)));

    [Fact]
    public void Words_that_are_joined_are_the_same_words_again()
    {
        Prop.ForAll<NonNull<string>>(text => KernelCommandLine.Split(KernelCommandLine.Join(KernelCommandLine.Split(text.Get))).SequenceEqual(KernelCommandLine.Split(text.Get), StringComparer.Ordinal)).QuickCheckThrowOnFailure();
        Assert.Equal("quiet a=\"b c=d\" \"e f\"", KernelCommandLine.Join(["quiet", "a=b c=d", "e f"]));
    }

    [Theory]
    [InlineData("kernel/drivers/vfio/pci/vfio-pci.ko.xz: kernel/vfio.ko.xz", "", DriverForm.Module)]
    [InlineData("kernel/drivers/vfio/pci/vfio-pci.ko.zst:", "", DriverForm.Module)]
    [InlineData("", "kernel/drivers/vfio/pci/vfio-pci.ko\n", DriverForm.BuiltIn)]
    [InlineData("kernel/a.ko: kernel/drivers/vfio/pci/vfio-pci.ko", "", DriverForm.Absent)]
    [InlineData("kernel/drivers/vfio/pci/vfio-pci-core.ko:", "", DriverForm.Absent)]
    public void A_kernel_carries_vfio_as_a_module_or_built_in_or_not(string dependencies, string builtIn, DriverForm expected) =>
        Assert.Equal(expected, KernelModuleList.FormOf(dependencies, builtIn, "vfio-pci"));

    [Fact]
    public void Kernels_are_ordered_as_people_count() => Assert.Equal(
        ["5.10.0-9-amd64", "5.10.0-28-amd64", "6.1.0-9-amd64", "6.1.0-25-amd64"],
        new[] { "6.1.0-25-amd64", "5.10.0-28-amd64", "6.1.0-9-amd64", "5.10.0-9-amd64" }.Order(KernelVersionOrder.Instance));

    [Fact]
    public void The_isolation_log_tells_outcome_and_earlier_driver()
    {
        var records = IsolationLog.Parse("0000:01:00.0 bound - driver_override was set\n0000:01:00.1 refused snd_hda_intel\nrubbish\n");
        Assert.Equal(
            [
                new IsolationRecord(PciAddress.Parse("0000:01:00.0"), "bound", null, "driver_override was set"),
                new IsolationRecord(PciAddress.Parse("0000:01:00.1"), "refused", "snd_hda_intel", ""),
            ],
            records);
    }
}
