namespace Passthrough.LabTests;

[Collection(Lane.Refusals)]
public class TrialBootTests(LabWorkshop workshop)
{
    /// <summary>As from another system that has mounted this one; what has to be built anew is built by chroot.</summary>
    private const string UndoFromOutside = "unshare --mount --propagation private sh -c 'mount --rbind / /mnt && passthrough undo --root /mnt'";

    [Fact]
    public async Task A_machine_whose_new_initramfs_panics_comes_back_by_itself_and_the_next_trial_is_kept()
    {
        await using var machine = new FreshMachine(workshop);
        await ComesBackAsync(machine, "/boot/initrd.img-*");
        Assert.Equal(machine.ManifestAtFirst, await machine.ManifestAsync());
    }

    [Fact]
    public async Task A_machine_that_systemd_boot_starts_comes_back_by_itself_too()
    {
        await using var machine = new SystemdBootMachine(workshop);
        await ComesBackAsync(machine, "/boot/efi/*/*/initrd.img-*");
        Assert.Equal(machine.ManifestAtFirst, await machine.ManifestAsync());
        Assert.Equal("", await machine.OutputAsync("ls /sys/firmware/efi/efivars | grep -E 'LoaderEntry(Default|OneShot)' || true"));
    }

    [Fact]
    public async Task A_machine_whose_grub_only_reads_its_own_file_system_comes_back_by_itself_too()
    {
        Assert.SkipUnless(LongCampaign.IsAsked, "done by ./test --long");
        await using var machine = new BtrfsMachine(workshop);
        await ComesBackAsync(machine, "/boot/initrd.img-*");
        Assert.Equal(machine.ManifestAtFirst, await machine.ManifestAsync());
    }

    [Fact]
    public async Task A_trial_in_which_the_host_loses_its_card_is_not_kept()
    {
        Assert.SkipUnless(LongCampaign.IsAsked, "done by ./test --long");
        await using var machine = new FreshMachine(workshop);
        await machine.InitializeAsync();
        (await machine.RunAsync(LabMachine.Apply)).Expect();
        await machine.OutputAsync("echo 'install bochs /bin/false' > /etc/modprobe.d/sabotage.conf && sync");

        await machine.RebootAsync();

        Assert.Equal("vfio-pci", await machine.DriverAsync(LabMachine.Card));
        Assert.Equal("running", await machine.TrialAsync());
        using var status = await machine.DocumentAsync("passthrough status --json", 0);
        Assert.Contains(status.RootElement.GetProperty("trialFailed").EnumerateArray(), words => words.GetString()!.Contains("0000:00:01.0", StringComparison.Ordinal));

        await machine.OutputAsync("rm /etc/modprobe.d/sabotage.conf");
        await machine.RebootAsync();

        Assert.Equal("fellBack", await machine.TrialAsync());
        Assert.Equal("radeon", await machine.DriverAsync(LabMachine.Card));
        await machine.OutputAsync($"update-initramfs -u && {UndoFromOutside}");
        Assert.Equal(WithoutImages(machine.ManifestAtFirst), WithoutImages(await machine.ManifestAsync()));
    }

    /// <summary>One trial that panics, one that is good, and undo.</summary>
    /// <param name="machine">A machine that was not started yet.</param>
    /// <param name="image">The initramfs that its boot loader reads.</param>
    private static async Task ComesBackAsync(LabMachine machine, string image)
    {
        await machine.InitializeAsync();
        (await machine.RunAsync(LabMachine.Apply)).Expect();
        await machine.OutputAsync($"cp -p {image} /root/good.img && truncate -s 1M {image} && sync");

        await machine.RebootIntoAsync("Kernel panic");
        await machine.PowerOnAsync();

        Assert.Contains("passthrough=off", await machine.OutputAsync("cat /proc/cmdline"), StringComparison.Ordinal);
        Assert.Equal("radeon", await machine.DriverAsync(LabMachine.Card));
        Assert.Equal("fellBack", await machine.TrialAsync());
        Assert.Equal("failed", await machine.OutputAsync("systemctl is-active passthrough-confirm.service || true"));

        await machine.OutputAsync($"cp -p /root/good.img {image} && passthrough confirm --try-again");
        await machine.RebootAsync();

        Assert.Equal("confirmed", await machine.TrialAsync());
        Assert.Equal("vfio-pci", await machine.DriverAsync(LabMachine.Card));

        await machine.RebootAsync();

        Assert.Equal("vfio-pci", await machine.DriverAsync(LabMachine.Card));
        await machine.OutputAsync(UndoFromOutside);
    }

    /// <summary>An image that others built since is built anew by undo, with other bytes.</summary>
    private static string WithoutImages(string manifest) => string.Join('\n', manifest.Split('\n').Where(line => !line.Contains("/boot/initrd.img-", StringComparison.Ordinal)));
}
