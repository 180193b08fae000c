using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Win32.SafeHandles;
using Passthrough.Changes;
using Passthrough.Changes.Files;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Network;
using Passthrough.Guests.Qemu;
using Passthrough.Host;
using Passthrough.Host.Reading;
using Passthrough.Native.Libc;
using Passthrough.Processes;
using Passthrough.Qmp;
using Passthrough.Sessions.Leases;

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

    // A USB device goes without the guest's agreement; resetting it and giving it back to the host's drivers takes seconds at most.
    private static readonly TimeSpan UnplugLimit = TimeSpan.FromSeconds(30);

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
        PrepareVariables(guest, paths);
        if (host.Virtualization.QemuPath is not { } program)
        {
            throw new HypervisorException("QEMU is not installed", null, "install the package 'qemu-system-x86' (Debian, Ubuntu) or 'qemu-base' (Arch), 'qemu-kvm' (Fedora)");
        }

        if (UnitStore.HasSystemd(roots))
        {
            await StartUnitAsync(guest, paths, host, cancellation);
        }
        else
        {
            await StartAloneAsync(guest, paths, host, program, cancellation);
        }

        var process = ReadProcess(guest.Name);
        if (!guest.Cpu.Pins.IsEmpty && process is not null)
        {
            await PlaceAsync(guest, process.Id, cancellation);
        }

        return process;
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
    public string ConsoleProgram => "socat";

    /// <inheritdoc/>
    public async Task<ToolCommand> ConsoleAsync(string name, CancellationToken cancellation)
    {
        var socket = GuestPaths.Of(roots, name).Serial;
        await using var qmp = await ConnectAsync(name, cancellation);
        var devices = QmpCharacterDevice.ParseAll(await qmp.ExecuteAsync("query-chardev", cancellation: cancellation));
        return devices.FirstOrDefault(device => string.Equals(device.Label, QemuArguments.SerialPort, StringComparison.Ordinal)) switch
        {
            // QEMU takes one at a time, and lets the next one wait without a word.
            { IsSocketInUse: true } => throw new BusyException($"another terminal is at the console of '{name}'", socket, $"leave it there with {GuestConsole.LeaveKeys}"),
            { IsSocket: true } => new ToolCommand(ConsoleProgram, ["-,rawer,escape=0x1d", $"UNIX-CONNECT:{roots.Locate(socket)}"]),
            _ => throw GuestConsole.Missing(name),
        };
    }

    /// <inheritdoc/>
    public async Task PlugInAsync(string name, UsbLease device)
    {
        await using var qmp = await ConnectAsync(name, CancellationToken.None);

        // By its number QEMU says at once when it cannot have the device; by its port it would try again and again, and take whatever is plugged in there next.
        await qmp.ExecuteAsync("device_add", new JsonObject { ["driver"] = "usb-host", ["id"] = device.DeviceId, ["bus"] = HostDeviceArguments.UsbBus, ["hostbus"] = device.Bus, ["hostaddr"] = device.Number });
    }

    /// <inheritdoc/>
    public async Task PlugOutAsync(string name, UsbLease device)
    {
        await using var qmp = await ConnectAsync(name, CancellationToken.None);
        var present = await qmp.ExecuteAsync("qom-list", new JsonObject { ["path"] = "/machine/peripheral" });
        if (!present.EnumerateArray().Any(child => IsText(child, "name", device.DeviceId)))
        {
            return;
        }

        using var events = qmp.Subscribe();
        await qmp.ExecuteAsync("device_del", new JsonObject { ["id"] = device.DeviceId });
        if (await events.WaitForAsync("DEVICE_DELETED", happened => IsText(happened.Data, "device", device.DeviceId), UnplugLimit) is null)
        {
            throw new HypervisorException($"QEMU of '{name}' has not let go of {device.Words} within {UnplugLimit.TotalSeconds:0} s", name, $"passthrough usb return {device.Port}");
        }
    }

    // It has given up root: what it opens now it opens as that user. The folder of a process belongs to the user that it acts as, whether it may be dumped or not (the kernel's task_dump_owner).
    /// <inheritdoc/>
    public uint? OpensAs(ProcessIdentity process) =>
        FileStatus.Read(roots.Proc(process.Id.ToString(CultureInfo.InvariantCulture)))?.User is { } user and not 0 ? user : null;

    /// <inheritdoc/>
    public void Forget(string name)
    {
        var paths = GuestPaths.Of(roots, name);
        foreach (var path in (string[])[.. paths.Sockets, paths.ProcessId, paths.Variables, paths.Log])
        {
            DurableFile.Remove(roots.Locate(path));
        }

        UnitStore.Remove(roots, name);
        // The first is a link to the second, or a folder where swtpm ran last as root.
        foreach (var path in new[] { paths.TpmState, paths.PrivateTpmState }.Select(roots.Locate).Where(Directory.Exists))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private async Task StartUnitAsync(GuestSpec guest, GuestPaths paths, HostFacts host, CancellationToken cancellation)
    {
        await UnitStore.WriteAsync(roots, GuestUnits.Of(guest, paths, host, file => File.Exists(roots.Locate(file))), cancellation);
        var unit = GuestUnits.NameOf(guest.Name);
        DurableFile.Remove(roots.Locate(paths.Log));
        var result = await ToolRunner.RunAsync(new ToolCommand("systemctl", ["start", unit]) { TimeLimit = StartLimit }, cancellation: cancellation);
        if (result.ExitCode != 0)
        {
            var words = new MachineReader(roots).ReadText(roots.Locate(paths.Log))?.Trim();
            throw Failed(guest, words is { Length: > 0 } ? words : result.Error.Trim());
        }
    }

    private async Task StartAloneAsync(GuestSpec guest, GuestPaths paths, HostFacts host, string program, CancellationToken cancellation)
    {
        if (guest.Tpm is not null || !guest.Shares.IsEmpty || guest.Networks.Any(network => network.Kind == GuestNetworkKind.Bridge))
        {
            throw new RefusedException($"'{guest.Name}' needs programs beside QEMU (TPM, shared folders, a bridge), which systemd starts, and it does not run here", guest.Name, "leave 'tpm', 'shares' and bridges away, or use 'runtime: libvirt'");
        }

        MemoryLock.Require(roots, guest);
        var command = new ToolCommand(program, QemuArguments.Of(guest, paths, host)) { TimeLimit = StartLimit };
        var result = await ToolRunner.RunAsync(command, cancellation: cancellation);
        if (result.ExitCode != 0)
        {
            await WaitUntilClosedAsync(paths.Qmp, cancellation);
            throw Failed(guest, result.Error.Trim());
        }
    }

    private async Task PlaceAsync(GuestSpec guest, int process, CancellationToken cancellation)
    {
        try
        {
            await using var qmp = await ConnectAsync(guest.Name, cancellation);
            await GuestThreads.PlaceAsync(roots, guest, process, qmp, cancellation);
            await qmp.ExecuteAsync("cont", cancellation: cancellation);
        }
        catch (IOException exception)
        {
            await EndAsync(guest.Name, cancellation);
            throw new HypervisorException($"the threads of '{guest.Name}' cannot be pinned: {exception.Message}; it was ended", guest.Name, "say 'pinning: off', or name other CPUs", ErrnoOf.Exception(exception), exception);
        }
    }

    private static bool IsText(JsonElement value, string property, string text) => value.ValueKind == JsonValueKind.Object && value.TryGetProperty(property, out var found) && found.ValueEquals(text);

    private static HypervisorException Failed(GuestSpec guest, string words) => new($"QEMU did not start '{guest.Name}': {words}", guest.Name, $"passthrough guest show {guest.Name} --argv shows the command");

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

    private ProcessIdentity? ReadProcess(string name) => GuestProcess.Read(roots, name, GuestRuntime.Qemu);
}
