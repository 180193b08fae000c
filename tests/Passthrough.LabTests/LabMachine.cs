using System.Collections.Immutable;
using System.Text.Json;
using Passthrough.Rehearsal.VirtualPc;

namespace Passthrough.LabTests;

/// <summary>One virtual PC that the tests of a class share, with the questions that they ask it.</summary>
public abstract class LabMachine(LabWorkshop workshop, VirtualPcLayout layout) : IAsyncLifetime
{
    public const string Card = "0000:01:00.0";
    public const string CardAudio = "0000:01:00.1";

    /// <summary>The command that most tests speak about.</summary>
    public const string Apply = $"passthrough apply --gpu {Card}";

    /// <summary>Mounts the EFI system partition, now and at each start.</summary>
    protected const string MountEfiPartition = "sed -i 's/umask=0077,noauto/umask=0077/' /etc/fstab && systemctl daemon-reload && mount /boot/efi";

    /// <summary>An apply takes two minutes where two PCs share two processors, and three times as long on a busy host.</summary>
    private static readonly TimeSpan CommandLimit = TimeSpan.FromMinutes(20);

    private VirtualMachine? pc;

    /// <summary>Every file below the folders that a boot chain is made of: bytes, mode, owner.</summary>
    public string ManifestAtFirst { get; protected set; } = "";

    protected VirtualMachine Pc => pc!;

    public virtual async ValueTask InitializeAsync()
    {
        pc = await workshop.StartAsync(layout);
        ManifestAtFirst = await ManifestAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (pc is not null)
        {
            await pc.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Runs a command in the PC; the result is judged by the test.</summary>
    public Task<ShellResult> RunAsync(string command) => Pc.RunAsync(command, CommandLimit, TestContext.Current.CancellationToken);

    /// <summary>The trimmed output of a command that has to succeed.</summary>
    public async Task<string> OutputAsync(string command) => (await RunAsync(command)).Expect().Output.Trim();

    public async Task<JsonDocument> DocumentAsync(string command, int exitCode) => JsonDocument.Parse((await RunAsync(command)).Expect(exitCode).Output);

    /// <summary>How far the trial of an applied boot configuration is.</summary>
    public async Task<string?> TrialAsync()
    {
        using var status = await DocumentAsync("passthrough status --json", 0);
        return status.RootElement.GetProperty("trial").GetString();
    }

    public Task<string> DriverAsync(string address) => OutputAsync($"basename \"$(readlink /sys/bus/pci/devices/{address}/driver || echo none)\"");

    public Task<string> ManifestAsync() => OutputAsync(FileManifest.Command);

    public async Task RebootAsync()
    {
        await Pc.RebootAsync(TestContext.Current.CancellationToken);
        await StartedAsync();
    }

    /// <summary>Reboots into what was applied, and says what was wrong with it if it is not kept: whatever is rebooted afterwards would be as before.</summary>
    public async Task RebootIntoTrialAsync()
    {
        await RebootAsync();
        Assert.True(await TrialAsync() == "confirmed", (await RunAsync("cat /proc/cmdline; passthrough status; systemctl status passthrough-confirm.service")).Output);
    }

    /// <summary>Cuts the power, and looks at the disk as a boot loader reads it.</summary>
    /// <param name="paths">The files that are looked for.</param>
    /// <returns>The SHA-256 values that each file may have for it.</returns>
    public async Task<ImmutableDictionary<string, ImmutableHashSet<string>>> CutPowerAsync(params IEnumerable<string> paths)
    {
        await Pc.CutPowerAsync();
        return await CutDisk.ReadAsync(Pc.Disk, paths, TestContext.Current.CancellationToken);
    }

    /// <summary>Starts the PC from what reached the disk.</summary>
    public async Task PowerOnAsync()
    {
        await Pc.PowerOnAsync(TestContext.Current.CancellationToken);
        await StartedAsync();
    }

    /// <summary>Restarts the PC into a kernel that does not come up, and cuts the power once it says so.</summary>
    /// <param name="words">What its console then shows.</param>
    public async Task RebootIntoAsync(string words)
    {
        await Pc.RebootIntoAsync(words, TestContext.Current.CancellationToken);
        await Pc.CutPowerAsync();
    }

    /// <summary>A unit of the boot may still be at work when the PC answers, as it may when a person logs in.</summary>
    private Task<ShellResult> StartedAsync() => RunAsync("systemctl is-system-running --wait");
}
