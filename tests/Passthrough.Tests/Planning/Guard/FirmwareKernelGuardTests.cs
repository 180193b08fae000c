using Passthrough.Failures;
using Passthrough.Host.Firmware;
using Passthrough.Planning;
using Passthrough.Tests.Changes;

namespace Passthrough.Tests.Planning.Guard;

public class FirmwareKernelGuardTests
{
    private const string Kernel = RefindMachine.Kernel;

    [Fact]
    public void Todays_kernel_is_kept_where_the_firmware_reads_it_and_started_by_it_first()
    {
        using var host = StubMachine.Refind();
        var plan = Plan(host);
        Assert.Equal(["fallback-kernel", "fallback-initramfs", "fallback-entry", "confirm-unit", "confirm-start", "fallback-default", "isolated-devices"], plan.Changes.Take(7).Select(change => change.Id));
        Assert.Equal(
            [($"/boot/vmlinuz-{Kernel}", "/boot/efi/passthrough-fallback-linux"), ($"/boot/initrd.img-{Kernel}", "/boot/efi/passthrough-fallback.img")],
            plan.Changes.OfType<CopyChange>().Select(copy => (copy.Source, copy.Path)));
        var entry = Entry(plan);
        Assert.Equal(("Boot0003", @"\passthrough-fallback-linux", StubMachine.RefindProgram, UnifiedMachine.Partition), (entry.Name, entry.File, entry.InPlaceOf, entry.Partition));
        Assert.Equal(@"root=UUID=aa ro quiet passthrough=off initrd=\passthrough-fallback.img", entry.Options);
        Assert.Equal(["BootOrder=0003,0002,0001,0000", "BootNext=0001"], plan.Changes.OfType<BootVariableChange>().Select(change => $"{change.Name}={change.Value}"));
        Assert.DoesNotContain("As before passthrough", plan.Changes.OfType<KernelLineChange>().Single().After, StringComparison.Ordinal);
    }

    [Fact]
    public void The_plan_survives_its_document_and_tells_what_the_firmware_starts()
    {
        using var host = StubMachine.Refind();
        var plan = Plan(host);
        Assert.Equal(PlanJson.Write(plan), PlanJson.Write(PlanJson.Read(PlanJson.Write(plan), "plan.json")));
        Golden.Matches("plan-refind.txt", string.Join('\n', Passthrough.Cli.Views.PlanView.Lines(plan, host.Facts, 80).Concat(Passthrough.Cli.Views.PlanView.Closing(plan))) + "\n");
    }

    [Fact]
    public void All_that_limine_gives_the_kernel_is_kept_in_its_order()
    {
        using var host = StubMachine.Limine();
        var plan = Plan(host);
        Assert.Equal(
            [($"/boot/vmlinuz-{Kernel}", "/boot/passthrough-fallback-linux"), ("/boot/intel-ucode.img", "/boot/passthrough-fallback-1.img"), ($"/boot/initrd.img-{Kernel}", "/boot/passthrough-fallback.img")],
            plan.Changes.OfType<CopyChange>().Select(copy => (copy.Source, copy.Path)));
        Assert.Equal(@"root=UUID=aa ro quiet passthrough=off initrd=\passthrough-fallback-1.img initrd=\passthrough-fallback.img", Entry(plan).Options);
    }

    [Fact]
    public void Microcode_of_the_volume_that_refind_took_the_initramfs_from_is_kept_too()
    {
        using var host = StubMachine.Refind();
        host.Boot($"root=UUID=aa ro quiet initrd=\\intel-ucode.img initrd=\\initrd.img-{Kernel}");
        Assert.Equal(["/boot/intel-ucode.img", $"/boot/initrd.img-{Kernel}"], Plan(host).Changes.OfType<CopyChange>().Skip(1).Select(copy => copy.Source));
    }

    [Fact]
    public void A_word_with_a_blank_in_it_is_quoted_and_the_word_of_an_earlier_trial_is_not_doubled()
    {
        using var host = StubMachine.Refind();
        host.Write(RefindMachine.Lines, "\"Standard\" \"root=UUID=aa ro dyndbg=\"\"file a +p\"\"\"\n");
        host.Boot($"root=UUID=aa ro \"dyndbg=file a +p\" passthrough=off initrd=boot\\initrd.img-{Kernel}");
        Assert.Equal("root=UUID=aa ro dyndbg=\"file a +p\" passthrough=off initrd=\\passthrough-fallback.img", Entry(Plan(host)).Options);
    }

    [Fact]
    public void A_machine_that_a_bios_started_or_that_secure_boot_guards_is_refused()
    {
        using var bios = RefindMachine.Create();
        Refuses(bios, "started by a BIOS", "by UEFI");
        using var secure = StubMachine.Refind();
        secure.WriteFirmwareVariable("SecureBoot", [6, 0, 0, 0, 1]);
        Refuses(secure, "with Secure Boot", "switch Secure Boot off");
    }

    [Fact]
    public void A_kernel_that_the_firmware_cannot_start_is_refused()
    {
        using var host = StubMachine.Refind();
        host.Write($"boot/vmlinuz-{Kernel}", "a kernel without a stub");
        Refuses(host, "it has no EFI stub", "CONFIG_EFI_STUB");
        host.Write($"boot/vmlinuz-{Kernel}", "");
        Refuses(host, "cannot be read", "on the machine itself");
    }

    [Fact]
    public void A_partition_that_is_not_mounted_as_a_whole_is_refused()
    {
        using var host = StubMachine.Refind();
        host.Mount("/boot/efi", root: "/EFI");
        Refuses(host, $"PARTUUID {UnifiedMachine.Partition}", "mount it");
        host.Mount("/boot/efi");
        Assert.Equal("/boot/efi", host.Facts.Boot.LoaderPlace);
        File.Delete(host.Roots.Proc("self/mountinfo"));
        host.Write("proc/self/mounts", "/dev/vda1 /efi vfat rw 0 0\n");
        Assert.Equal("/efi/passthrough-fallback-linux", Plan(host).Changes.OfType<CopyChange>().First().Path);
    }

    [Theory]
    [InlineData("BootNext", "06000000" + "0200", "chosen already what the next start is: Boot0002 'U'", "efibootmgr -N")]
    [InlineData("BootOrder", "06000000" + "0400" + "0100", "Boot0004 'Windows'", "efibootmgr -o 0001,0004")]
    [InlineData("BootCurrent", "06000000" + "0200", "from which partition it started the boot loader", "efibootmgr -c")]
    public void What_the_firmware_was_told_by_others_is_not_overruled(string name, string content, string why, string next)
    {
        using var host = StubMachine.Refind();
        host.WriteFirmwareVariable("Boot0004", EfiLoadOption.FileOf("Windows", UnifiedMachine.HardDrive, @"\EFI\Microsoft\Boot\bootmgfw.efi"));
        host.WriteFirmwareVariable(name, Convert.FromHexString(content));
        Refuses(host, why, next);
    }

    [Fact]
    public void A_line_that_the_kernel_would_cut_off_is_refused()
    {
        using var host = StubMachine.Refind();
        var words = $"root=UUID=aa ro {new string('x', 2000)}";
        host.Write(RefindMachine.Lines, $"\"Standard\" \"{words}\"\n");
        host.Boot($"{words} initrd=boot\\initrd.img-{Kernel}");
        Refuses(host, "too long", "shorter");
    }

    [Fact]
    public void A_kernel_and_an_initramfs_that_do_not_belong_together_are_refused()
    {
        using var refind = StubMachine.Refind();
        File.Delete(Path.Combine(refind.Root, RefindMachine.Lines));
        refind.Write(RefindMachine.Stanzas, "menuentry Debian {\n    loader /boot/vmlinuz-own\n    initrd /boot/initrd.img\n    options \"root=UUID=aa ro quiet\"\n}\n");
        Refuses(refind, "names the kernel /boot/vmlinuz-own", "--no-trial");
        using var limine = StubMachine.Limine();
        limine.Write(LimineMachine.Configuration, limine.Read(LimineMachine.Configuration).Replace($"path: boot():/vmlinuz-{Kernel}\n    cmdline: ${{ROOT}} ro quiet", "path: boot():/vmlinuz-own\n    cmdline: ${ROOT} ro quiet", StringComparison.Ordinal));
        Refuses(limine, "names the kernel /vmlinuz-own", "in Limine's menu");
        using var apart = StubMachine.Limine();
        apart.Write(LimineMachine.Configuration, apart.Read(LimineMachine.Configuration).Replace("boot():/intel-ucode.img", "hdd(1:3):/intel-ucode.img", StringComparison.Ordinal));
        Refuses(apart, "images of two partitions", "put both on one");
    }

    private static Plan Plan(ScratchHost host) => Planner.Plan(host.Facts, ScratchHost.Request);

    private static FirmwareEntryChange Entry(Plan plan) => plan.Changes.OfType<FirmwareEntryChange>().Single();

    private static void Refuses(ScratchHost host, string why, string next)
    {
        var refused = Assert.Throws<RefusedException>(() => Plan(host));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Contains(next, refused.NextStep, StringComparison.Ordinal);
        Assert.Contains("--no-trial", refused.NextStep, StringComparison.Ordinal);
    }
}
