using System.Collections.Immutable;
using System.Diagnostics;
using System.Net.Sockets;
using Passthrough.Failures;
using Passthrough.Processes;

namespace Passthrough.Rehearsal.VirtualPc;

/// <summary>
/// A running virtual PC: one QEMU process on a disposable copy-on-write layer over the cached base. Disposing it ends the process and removes its files.
/// </summary>
public sealed class VirtualMachine : IAsyncDisposable
{
    private static readonly TimeSpan FirstBootLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan BootLimit = TimeSpan.FromMinutes(10);

    /// <summary>The disk's snapshot of the moment before the PC was switched on.</summary>
    private const string BeforeStart = "before-start";

    private readonly BaseImage image;
    private readonly VirtualPcLayout layout;
    private readonly Accelerator accelerator;
    private readonly string programDisk;
    private readonly string folder;
    private readonly Action<StoodStill>? onStandstill;
    private Process? process;
    private ControlChannel? control;
    private bool isStateKept;

    private VirtualMachine(BaseImage image, VirtualPcLayout layout, Accelerator accelerator, string programDisk, string folder, Action<StoodStill>? onStandstill)
    {
        this.image = image;
        this.layout = layout;
        this.accelerator = accelerator;
        this.programDisk = programDisk;
        this.folder = folder;
        this.onStandstill = onStandstill;
    }

    /// <summary>The disk (qcow2 over the base). It is not to be opened while the PC runs.</summary>
    public string Disk => Path.Combine(folder, "disk.qcow2");

    private string SerialLog => Path.Combine(folder, "serial.log");

    /// <summary>Makes a fresh PC and boots it.</summary>
    /// <param name="image">The cached base.</param>
    /// <param name="layout">The hardware.</param>
    /// <param name="accelerator">What executes it.</param>
    /// <param name="programDisk">An ext4 image labelled <c>passthrough</c> with the program under test.</param>
    /// <param name="folder">Where this PC's disk and logs lie; made, and removed with the PC.</param>
    /// <param name="onStandstill">Told when it had to be switched on a second time.</param>
    /// <param name="cancellation">Ends the PC.</param>
    public static async Task<VirtualMachine> StartAsync(
        BaseImage image, VirtualPcLayout layout, Accelerator accelerator, string programDisk, string folder, Action<StoodStill>? onStandstill, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var machine = new VirtualMachine(image, layout, accelerator, programDisk, folder, onStandstill);
        try
        {
            (await ToolRunner.RunAsync(
                new ToolCommand("qemu-img", ["create", "-q", "-f", "qcow2", "-b", image.Disk, "-F", "raw", machine.Disk, .. layout.DiskGiB is { } size ? [$"{size}G"] : Array.Empty<string>()]), cancellation: cancellation)).OrThrow();
            machine.CopyVariables(image.UefiVariables, machine.Variables);
            await machine.PowerOnAsync(cancellation);
            return machine;
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
    }

    private string Variables => Path.Combine(folder, "variables.fd");

    private string VariablesBeforeStart => Path.Combine(folder, "variables-before-start.fd");

    /// <summary>
    /// Starts the PC's power supply and waits until the system has booted. One boot in some hundreds of an emulated PC stands still (in systemd, with tasks that
    /// wait for ever, or in the firmware): it is then switched off and on once more, which is told. A change that keeps a machine from booting does so both times,
    /// for the second start finds the disk and the firmware's variables as the first did: a boot loader that counts its attempts has not counted the first.
    /// </summary>
    /// <exception cref="RehearsalFailedException">It did not boot; carries the end of its console.</exception>
    public async Task PowerOnAsync(CancellationToken cancellation)
    {
        await KeepStateAsync(cancellation);
        if (await BootsAsync(FirstBootLimit, cancellation))
        {
            return;
        }

        onStandstill?.Invoke(new StoodStill(FirstBootLimit, ConsoleTail(60)));
        await CutPowerAsync();
        await RestoreStateAsync(cancellation);
        if (!await BootsAsync(BootLimit, cancellation))
        {
            throw new RehearsalFailedException($"the virtual PC did not boot within {BootLimit.TotalSeconds:0} s; the end of its console:\n{ConsoleTail()}");
        }
    }

    /// <summary>False when the time was over.</summary>
    private async Task<bool> BootsAsync(TimeSpan time, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(time);

        // Sockets lie in a folder of their own: their path may have 107 bytes only.
        var sockets = Directory.CreateTempSubdirectory("passthrough-");
        try
        {
            var path = Path.Combine(sockets.FullName, "control");
            using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen();
            process = StartQemu(path);
            var connected = listener.AcceptAsync(limit.Token).AsTask();
            var exited = process.WaitForExitAsync(limit.Token);
            if (await Task.WhenAny(connected, exited) == exited && !connected.IsCompletedSuccessfully)
            {
                await exited;
                throw new RehearsalFailedException($"QEMU ended at once: {(await process.StandardError.ReadToEndAsync(limit.Token)).Trim()}");
            }

            control = new ControlChannel(await connected);
            await control.WaitUntilReadyAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            sockets.Delete(recursive: true);
        }
    }

    /// <summary>Runs a command in the PC, as root, with <c>bash -c</c>.</summary>
    /// <param name="command">The command.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellation">Stops the wait; the PC has to be disposed then.</param>
    public async Task<ShellResult> RunAsync(string command, TimeSpan limit, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(limit);
        try
        {
            return await Control().RunAsync(command, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new RehearsalFailedException(
                $"inside the virtual PC, '{command}' did not end within {limit.TotalSeconds:0} s; the end of its console:\n{ConsoleTail()}");
        }
    }

    /// <summary>Reboots the running system cleanly and waits until it has booted again.</summary>
    public async Task RebootAsync(CancellationToken cancellation)
    {
        await ShutDownAsync(cancellation);
        await PowerOnAsync(cancellation);
    }

    /// <summary>Reboots the running system cleanly into one that does not come up, and waits until its console says so.</summary>
    /// <param name="words">What the console then shows.</param>
    /// <param name="cancellation">Stops the wait; the PC has to be disposed then.</param>
    /// <exception cref="RehearsalFailedException">It came up, or showed nothing of the kind in time.</exception>
    public async Task RebootIntoAsync(string words, CancellationToken cancellation)
    {
        await ShutDownAsync(cancellation);
        var shown = new TaskCompletionSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var watcher = new FileSystemWatcher(folder, Path.GetFileName(SerialLog)) { EnableRaisingEvents = true };
        watcher.Changed += (_, _) => _ = File.ReadLines(SerialLog).Any(line => line.Contains(words, StringComparison.Ordinal)) && shown.TrySetResult();
        var boots = BootsAsync(FirstBootLimit, stop.Token);
        if (await Task.WhenAny(boots, shown.Task) == boots)
        {
            throw new RehearsalFailedException($"the virtual PC {(await boots ? "came up" : "stood still")}, where '{words}' was to be on its console; its end:\n{ConsoleTail()}");
        }

        await stop.CancelAsync();
        await ((Task)boots).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ShutDownAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(BootLimit);
        try
        {
            await Control().SendAsync("systemctl reboot --no-block", limit.Token);
            await process!.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new RehearsalFailedException($"the virtual PC did not shut down within {BootLimit.TotalSeconds:0} s; the end of its console:\n{ConsoleTail()}");
        }

        await CutPowerAsync();
    }

    /// <summary>Remembers what the PC starts from, in place of what an earlier start was from.</summary>
    private async Task KeepStateAsync(CancellationToken cancellation)
    {
        if (isStateKept)
        {
            await SnapshotAsync("-d", cancellation);
        }

        await SnapshotAsync("-c", cancellation);
        isStateKept = true;
        CopyVariables(Variables, VariablesBeforeStart);
    }

    private async Task RestoreStateAsync(CancellationToken cancellation)
    {
        await SnapshotAsync("-a", cancellation);
        CopyVariables(VariablesBeforeStart, Variables);
    }

    private async Task SnapshotAsync(string action, CancellationToken cancellation) =>
        (await ToolRunner.RunAsync(new ToolCommand("qemu-img", ["snapshot", "-q", action, BeforeStart, Disk]), cancellation: cancellation)).OrThrow();

    private void CopyVariables(string from, string to)
    {
        if (layout.Firmware == VirtualPcFirmware.Uefi)
        {
            File.Copy(from, to, overwrite: true);
        }
    }

    /// <summary>Cuts the power: QEMU is killed at once; what the system had flushed is on the disk, the rest is lost.</summary>
    public async Task CutPowerAsync()
    {
        control?.Dispose();
        control = null;
        if (process is not null)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
            process = null;
        }
    }

    /// <summary>The last lines of the PC's console (firmware, GRUB, kernel).</summary>
    public string ConsoleTail(int lines = 25) =>
        File.Exists(SerialLog) ? ConsoleText.Tail(File.ReadLines(SerialLog), lines) : "(no console output)";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CutPowerAsync();
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private ControlChannel Control() => control ?? throw new RehearsalFailedException("the virtual PC is switched off");

    private Process StartQemu(string controlSocket)
    {
        ImmutableArray<string> arguments =
        [
            "-name", "passthrough-rehearsal",
            "-machine", "q35",
            .. accelerator.MachineOptions,
            .. layout.ProcessorsAndMemory(),
            "-nodefaults",
            "-no-user-config",

            // A reset ends QEMU, and the PC is switched on anew: in emulated processors that are reset, the firmware now and then waits for one of them for ever.
            "-no-reboot",
            "-display", "none",
            .. FirmwareOptions(),
            .. layout.Devices(),

            // The host's page cache outlives QEMU: a power cut loses what the PC had not flushed, not what it had.
            "-drive", $"if=none,id=root,file={Disk},format=qcow2,cache=unsafe,discard=unmap",
            "-device", "virtio-blk-pci,drive=root,addr=0x2,bootindex=1",
            "-drive", $"if=none,id=program,file={programDisk},format=raw,readonly=on",
            "-device", "virtio-blk-pci,drive=program,addr=0x3",
            "-device", "virtio-serial-pci,addr=0x4",
            "-chardev", $"socket,id=control,path={controlSocket}",
            "-device", $"virtserialport,chardev=control,name={BaseImage.ControlPortName}",
            "-device", "virtio-rng-pci,addr=0x5",
            "-serial", $"file:{SerialLog}",
        ];
        return Process.Start(new ProcessStartInfo("qemu-system-x86_64", arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardInput = true })!;
    }

    private ImmutableArray<string> FirmwareOptions() => layout.Firmware == VirtualPcFirmware.Bios
        ? []
        :
        [
            "-drive", $"if=pflash,format=raw,readonly=on,file={image.UefiCode}",
            "-drive", $"if=pflash,format=raw,file={Variables}",
        ];
}
