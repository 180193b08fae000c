using Passthrough.Rehearsal.VirtualPc;

namespace Passthrough.LabTests;

/// <summary>A machine whose EFI system partition is mounted, with what tests of trial boots ask of it and of its firmware.</summary>
public abstract class TriedMachine(LabWorkshop workshop) : LabMachine(workshop, new VirtualPcLayout())
{
    /// <summary>The firmware's variables that say what starts, and the bytes of each.</summary>
    private const string Variables = "cd /sys/firmware/efi/efivars && sha256sum BootOrder-* $(ls | grep -E '^(Boot[0-9A-F]{4}|BootNext|LoaderEntry(Default|OneShot))-')";

    private string variablesAtFirst = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await OutputAsync(MountEfiPartition);
        await InstallAsync();
        await RebootAsync();
        ManifestAtFirst = await ManifestAsync();
        variablesAtFirst = await VariablesAsync();
    }

    /// <summary>The order of the firmware's entries.</summary>
    public Task<string> OrderAsync() => OutputAsync("efibootmgr | grep BootOrder");

    /// <summary>The entry that the firmware started, with what it starts.</summary>
    public Task<string> StartedEntryAsync() => OutputAsync("efibootmgr -v | grep \"Boot$(efibootmgr | sed -n 's/^BootCurrent: //p')\"");

    /// <summary>A trial that is good, one more start, undo, and a start as before.</summary>
    public async Task IsKeptAndUndoneAsync()
    {
        await RebootAsync();
        Assert.Equal("confirmed", await TrialAsync());
        Assert.Equal("vfio-pci", await DriverAsync(Card));

        await RebootAsync();
        Assert.Equal("vfio-pci", await DriverAsync(Card));
        (await RunAsync("passthrough verify")).Expect();

        (await RunAsync("passthrough undo")).Expect();
        Assert.Equal(variablesAtFirst, await VariablesAsync());
        Assert.Equal(ManifestAtFirst, await ManifestAsync());
        await RebootAsync();
        Assert.Equal("radeon", await DriverAsync(Card));
        (await RunAsync("passthrough verify")).Expect();
    }

    /// <summary>An apply whose trial panics, the start after it by the firmware's entry, and a second trial, which is good.</summary>
    /// <param name="spoil">Makes the new initramfs one that the kernel finds no root in.</param>
    /// <param name="mend">Makes it whole again.</param>
    /// <param name="fallback">What the firmware starts after the panic.</param>
    public async Task ComesBackByItselfAsync(string spoil, string mend, string fallback)
    {
        var order = await OrderAsync();
        (await RunAsync(Apply)).Expect();
        await OutputAsync($"{spoil} && sync");
        await RebootIntoAsync("Kernel panic");
        await PowerOnAsync();

        Assert.Equal("radeon", await DriverAsync(Card));
        Assert.Equal("fellBack", await TrialAsync());
        Assert.Contains(fallback, await StartedEntryAsync(), StringComparison.Ordinal);

        await OutputAsync($"{mend} && sync && passthrough confirm --try-again");
        await IsKeptAndUndoneAsync();
        Assert.Equal(order, await OrderAsync());
    }

    private Task<string> VariablesAsync() => OutputAsync(Variables);

    /// <summary>Makes the machine one that is started in another way than by GRUB; it is rebooted afterwards.</summary>
    protected abstract Task InstallAsync();
}
