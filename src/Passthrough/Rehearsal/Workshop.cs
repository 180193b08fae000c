using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Processes;
using Passthrough.Rehearsal.VirtualPc;

namespace Passthrough.Rehearsal;

/// <summary>
/// Where virtual PCs are made: the cached base image and a disk with the program under test. Several PCs may be made from one workshop; disposing it removes everything but
/// the cached base.
/// </summary>
public sealed class Workshop : IAsyncDisposable
{
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(60);

    private readonly RehearsalOptions options;
    private readonly string folder;
    private int made;
    private BaseImage? image;
    private Accelerator? accelerator;

    /// <summary>A workshop with a folder of its own below the cache folder.</summary>
    public Workshop(RehearsalOptions options)
    {
        this.options = options;
        folder = Path.Combine(options.CacheFolder, "runs", $"{Environment.ProcessId}-{Guid.NewGuid():n}");
    }

    private string ProgramDisk => Path.Combine(folder, "program.ext4");

    /// <summary>Builds the base if it is not cached, and the program's disk.</summary>
    /// <returns>What was found or made, a line each.</returns>
    public async Task<ImmutableArray<string>> PrepareAsync(CancellationToken cancellation)
    {
        image = await BaseImage.EnsureAsync(options.CacheFolder, cancellation);
        await MakeProgramDiskAsync(cancellation);
        accelerator = Accelerator.CandidateFor(options.Host, options.Roots);
        if (accelerator.IsKvm && !await BootsAsync(accelerator, cancellation))
        {
            accelerator = Accelerator.Tcg($"/dev/kvm opens, but a PC on it did not boot within {ProbeLimit.TotalSeconds:0} s");
        }

        return
        [
            image.Origin,
            $"program under test: {options.ProgramPath}, {new FileInfo(options.ProgramPath).Length / 1024 / 1024} MiB",
            $"executed by {accelerator.Name}: {accelerator.Reason}",
        ];
    }

    /// <summary>Makes a fresh PC and boots it.</summary>
    public Task<VirtualMachine> StartAsync(VirtualPcLayout layout, CancellationToken cancellation) => StartAsync(layout, accelerator!, cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        return ValueTask.CompletedTask;
    }

    private Task<VirtualMachine> StartAsync(VirtualPcLayout layout, Accelerator chosen, CancellationToken cancellation) =>
        VirtualMachine.StartAsync(image!, layout with { Processors = options.Processors }, chosen, ProgramDisk, Path.Combine(folder, $"pc{Interlocked.Increment(ref made)}"), options.OnStandstill, cancellation);

    // Some hosts offer a device that opens, runs firmware and hangs on an ordinary kernel: only a boot tells.
    private async Task<bool> BootsAsync(Accelerator candidate, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(ProbeLimit);
        try
        {
            await using var pc = await StartAsync(new VirtualPcLayout(), candidate, limit.Token);
            return true;
        }
        catch (Exception exception) when (exception is RehearsalFailedException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }

    private async Task MakeProgramDiskAsync(CancellationToken cancellation)
    {
        var content = Directory.CreateDirectory(Path.Combine(folder, "program"));
        var copy = Path.Combine(content.FullName, "passthrough");
        File.Copy(options.ProgramPath, copy);
        File.SetUnixFileMode(copy, (UnixFileMode)0b111_101_101);
        var mebibytes = (new FileInfo(copy).Length / 1024 / 1024) + 16;
        (await ToolRunner.RunAsync(
            new ToolCommand("mke2fs", ["-q", "-t", "ext4", "-L", "passthrough", "-m", "0", "-O", "^has_journal", "-d", content.FullName, ProgramDisk, $"{mebibytes}M"]),
            cancellation: cancellation)).OrThrow();
    }
}
