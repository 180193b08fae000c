using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Passthrough.Changes.Files;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Qemu;
using Passthrough.Host;
using Passthrough.Host.Reading;
using Passthrough.Native.Libc;
using Passthrough.Processes;
using Passthrough.Qmp;

namespace Passthrough.Sessions;

/// <summary>Guests as processes of QEMU that this program starts.</summary>
/// <param name="roots">The machine.</param>
internal sealed class QemuRunner(HostRoots roots) : IGuestRunner
{
    // Pinning tens of gigabytes takes minutes.
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(10);

    // How long QEMU may take to quit before the kernel is asked to end it, and how long that may take (resetting a card).
    private static readonly TimeSpan QuitLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public GuestState StateOf(string name)
    {
        var path = roots.Locate(GuestPaths.Of(roots, name).Qmp);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            // The socket of a QEMU that has ended refuses, one that is busy with another client accepts.
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return GuestState.Running;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode == SocketError.AccessDenied ? GuestState.Unknown : GuestState.Off;
        }
        catch (ArgumentOutOfRangeException)
        {
            // A path this long holds no socket.
            return GuestState.Off;
        }
    }

    /// <inheritdoc/>
    public async Task<ProcessIdentity?> StartAsync(GuestSpec guest, HostFacts host, CancellationToken cancellation)
    {
        var paths = GuestPaths.Of(roots, guest.Name);
        MemoryLock.Require(roots, guest);
        PrepareVariables(guest, paths);
        var program = host.Virtualization.QemuPath
            ?? throw new HypervisorException("QEMU is not installed", null, "install the package 'qemu-system-x86' (Debian, Ubuntu) or 'qemu-base' (Arch), 'qemu-kvm' (Fedora)");
        var command = new ToolCommand(program, QemuArguments.Of(guest, paths)) { TimeLimit = StartLimit };
        var result = await ToolRunner.RunAsync(command, cancellation: cancellation);
        if (result.ExitCode != 0)
        {
            await WaitUntilClosedAsync(paths.Qmp, cancellation);
            throw new HypervisorException($"QEMU did not start '{guest.Name}': {result.Error.Trim()}", guest.Name, $"passthrough guest show {guest.Name} --argv shows the command");
        }

        return ReadProcess(guest.Name);
    }

    /// <inheritdoc/>
    public async Task<bool> ShutDownAsync(string name, TimeSpan limit, CancellationToken cancellation)
    {
        using var process = OpenProcess(name);
        await using (var qmp = await ConnectAsync(name, cancellation))
        {
            await qmp.ExecuteAsync("system_powerdown", cancellation: cancellation);
        }

        return await WaitAsync(process, limit, cancellation);
    }

    /// <inheritdoc/>
    public async Task EndAsync(string name, CancellationToken cancellation)
    {
        using var process = OpenProcess(name);
        if (await QuitAsync(name, cancellation) && await WaitAsync(process, QuitLimit, cancellation))
        {
            return;
        }

        if (ReadProcess(name) is { } left && !ProcessEnd.KillAndWait(left.Id, KillLimit))
        {
            throw new HypervisorException($"QEMU of '{name}' (pid {left.Id}) cannot be ended: it waits in the kernel, probably for the card's reset", name, "only a reboot frees the card");
        }
    }

    /// <inheritdoc/>
    public async Task<JsonElement> QueryPciAsync(string name, CancellationToken cancellation)
    {
        await using var qmp = await ConnectAsync(name, cancellation);
        return await qmp.ExecuteAsync("query-pci", cancellation: cancellation);
    }

    /// <inheritdoc/>
    public void Forget(string name)
    {
        var paths = GuestPaths.Of(roots, name);
        foreach (var path in new[] { paths.Qmp, paths.ProcessId, paths.Variables })
        {
            DurableFile.Remove(roots.Locate(path));
        }
    }

    private static async Task<bool> WaitAsync(SafeFileHandle? process, TimeSpan limit, CancellationToken cancellation) =>
        // poll(2) blocks its thread; cancelled, the thread goes with the program.
        process is null || await Task.Factory.StartNew(() => ProcessEnd.Wait(process, limit), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default).WaitAsync(cancellation);

    // The parent of a QEMU that cannot start reports its end while the child, ending, still holds its socket: until that is closed the guest looks like a running one.
    private async Task WaitUntilClosedAsync(string path, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(QuitLimit);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var unread = new byte[512];
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(roots.Locate(path)), limit.Token);
            while (await socket.ReceiveAsync(unread, limit.Token) > 0)
            {
                // A greeting, perhaps; the end of the connection is what counts.
            }
        }
        catch (Exception exception) when (exception is SocketException or ArgumentOutOfRangeException)
        {
            // Nobody holds it, or a path this long is no socket's.
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Why QEMU did not start is worth more than how long it lingers.
        }
    }

    private async Task<bool> QuitAsync(string name, CancellationToken cancellation)
    {
        try
        {
            await using var qmp = await ConnectAsync(name, cancellation);
            await qmp.ExecuteAsync("quit", limit: QuitLimit, cancellation: cancellation);
            return true;
        }
        catch (HypervisorException)
        {
            // A QEMU that does not listen any more is ended by the kernel.
            return false;
        }
    }

    private Task<QmpClient> ConnectAsync(string name, CancellationToken cancellation) =>
        QmpClient.ConnectAsync(roots.Locate(GuestPaths.Of(roots, name).Qmp), cancellation: cancellation);

    private void PrepareVariables(GuestSpec guest, GuestPaths paths)
    {
        var store = roots.Locate(paths.Variables);
        if (guest.Firmware.VariablesTemplatePath is { } template && !File.Exists(store))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(store)!);
            var staging = store + ".new";
            DurableFile.Copy(roots.Locate(template), staging);
            DurableFile.Replace(staging, store);
        }
    }

    private SafeFileHandle? OpenProcess(string name) => ReadProcess(name) is { } process ? ProcessEnd.OpenHandle(process.Id) : null;

    private ProcessIdentity? ReadProcess(string name)
    {
        var line = new MachineReader(roots).ReadLine(roots.Locate(GuestPaths.Of(roots, name).ProcessId));
        return int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? ProcessIdentity.Read(roots, id) : null;
    }
}
