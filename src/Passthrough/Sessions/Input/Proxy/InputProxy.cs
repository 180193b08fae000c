using System.Collections.Immutable;
using System.Globalization;
using Passthrough.Changes;
using Passthrough.Failures;
using Passthrough.Guests.Input;
using Passthrough.Host;
using Passthrough.Native.Libc;
using Passthrough.Native.Systemd;
using Passthrough.Processes;

namespace Passthrough.Sessions.Input.Proxy;

/// <summary>The stand-ins of a guest's keyboards and mice: what the service of <see cref="Leases.InputProxyLease"/> does.</summary>
/// <param name="roots">The machine.</param>
public sealed class InputProxy(HostRoots roots)
{
    private const int SettleSeconds = 30;

    /// <summary>Makes the stand-ins and passes on events until it is told to end; then they are gone.</summary>
    /// <param name="guest">The guest's name.</param>
    /// <param name="devices">The machine's own paths of its devices.</param>
    /// <param name="onReady">Called when the stand-ins can be opened by their paths.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="InvalidInputException">A path is no device's that can be told again after it was unplugged.</exception>
    /// <exception cref="NotFoundException">A device is not there, or udev makes no link.</exception>
    /// <exception cref="RefusedException">A device cannot be had for itself, or the kernel makes no devices for programs, or has removed one.</exception>
    /// <exception cref="OperationCanceledException">It was told to end.</exception>
    public async Task RunAsync(string guest, ImmutableArray<string> devices, Action onReady, CancellationToken cancellation)
    {
        if (devices.FirstOrDefault(device => !EvdevProxy.Fits(device)) is { } wrong)
        {
            throw new InvalidInputException($"'{wrong}' does not name one device for good", wrong, "name it as /dev/input/by-id does");
        }

        // The messages first: what is plugged in while the stand-ins are made is not missed.
        using var messages = UeventSocket.OpenOfUdev();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var proxies = new List<DeviceProxy>();
        var threads = new List<Task>();
        try
        {
            proxies.AddRange(Open(guest, devices));
            var runs = proxies.Select(proxy => Begin(proxy.Run)).ToList();
            var watch = Begin(() => Watch(messages, proxies, end.Token));
            threads.AddRange([watch, .. runs]);
            var begun = Task.WhenAll(proxies.Select(proxy => proxy.Begun));
            await await Task.WhenAny([begun, .. runs]).WaitAsync(cancellation);
            await RequireLinksAsync(devices.Select(device => EvdevProxy.PathOf(guest, device)), cancellation);
            onReady();
            await await Task.WhenAny(threads).WaitAsync(cancellation);
        }
        catch (IOException exception)
        {
            throw new RefusedException($"the stand-ins of {guest}'s keyboards and mice are gone: {exception.Message}", guest, null, ErrnoOf.Exception(exception), exception);
        }
        finally
        {
            await end.CancelAsync();
            foreach (var proxy in proxies)
            {
                proxy.End();
            }

            // What one of them has failed with was thrown above.
            await Task.WhenAll(threads).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var proxy in proxies)
            {
                proxy.Dispose();
            }
        }
    }

    private IEnumerable<DeviceProxy> Open(string guest, ImmutableArray<string> devices)
    {
        var kept = KeptFiles.Take();
        foreach (var (index, device) in devices.Index())
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"input{index}");
            if (kept.TryGetValue(name, out var file))
            {
                yield return DeviceProxy.GoOn(roots, guest, device, file);
                continue;
            }

            var proxy = DeviceProxy.Make(roots, guest, device);
            proxy.Keep(made => FileStore.Keep(name, made));
            yield return proxy;
        }
    }

    private async Task RequireLinksAsync(IEnumerable<string> links, CancellationToken cancellation)
    {
        foreach (var link in links)
        {
            var settle = new ToolCommand("udevadm", ["settle", $"--exit-if-exists={link}", string.Create(CultureInfo.InvariantCulture, $"--timeout={SettleSeconds}")]);
            await ToolRunner.RunAsync(settle, cancellation: cancellation);
            if (!File.Exists(roots.Locate(link)))
            {
                throw new NotFoundException($"udev has not made {link}", link, "udevadm monitor and journalctl -u systemd-udevd tell what it does");
            }
        }
    }

    private static void Watch(UeventSocket messages, List<DeviceProxy> proxies, CancellationToken cancellation)
    {
        // Empty is the socket's word for messages that were lost; that too is a reason to look.
        while (messages.Receive(cancellation) is not null)
        {
            foreach (var proxy in proxies)
            {
                proxy.Look();
            }
        }
    }

    private static Task Begin(Action work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
