using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Passthrough.Failures;
using Passthrough.Guests.Input;
using Passthrough.Host;
using Passthrough.Native.Evdev;
using Passthrough.Native.Libc;

namespace Passthrough.Sessions.Input.Proxy;

/// <summary>The stand-in of one device: has the device for itself while it is plugged in, and passes on what happens on it. One thread runs it.</summary>
internal sealed class DeviceProxy : IDisposable
{
    private const int EventsPerRead = 64;

    // A person lets a key go sooner; one that lies on a keyboard, or a switch that counts as a key, does not.
    private static readonly TimeSpan KeysLimit = TimeSpan.FromSeconds(5);

    private readonly HostRoots roots;
    private readonly string path;
    private readonly UinputNode made;
    private readonly InputCapabilities abilities;
    private readonly EventForwarder forwarder;
    private readonly WakeEvent wake = WakeEvent.Open();
    private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SortedDictionary<ushort, int> lights = [];
    private readonly byte[] buffer = new byte[InputEvent.Size * EventsPerRead];
    private volatile bool isEnding;
    private EvdevNode? plugged;
    private bool isGrabbed;
    private long foundAt;

    private DeviceProxy(HostRoots roots, string path, UinputNode standIn, EvdevNode? device, InputCapabilities capabilities, IEnumerable<ushort> down)
    {
        this.roots = roots;
        this.path = path;
        made = standIn;
        plugged = device;
        abilities = capabilities;
        forwarder = new EventForwarder(capabilities, down);
        foundAt = Stopwatch.GetTimestamp();
    }

    /// <summary>Ends when events are passed on, or are as soon as the device is there again.</summary>
    public Task Begun => begun.Task;

    /// <summary>Passes when a device can have a stand-in now.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="path">The machine's own path of the device.</param>
    /// <exception cref="NotFoundException">The device is not there.</exception>
    /// <exception cref="RefusedException">It is no device of the input layer, another program has it for itself, or the kernel makes no devices for programs.</exception>
    public static void Require(HostRoots roots, string path)
    {
        using var device = OpenDevice(roots, path);
        using var standIn = OpenUinput(roots);
        if (device.Grab(isGrabbed: true) is not 0 and var errno)
        {
            throw Held(path, errno);
        }
    }

    /// <summary>Makes the stand-in of a device.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="guest">The guest whom it is for.</param>
    /// <param name="path">The machine's own path of the device.</param>
    /// <exception cref="PassthroughException">As <see cref="Require"/> throws.</exception>
    /// <exception cref="IOException">The kernel refused to make it.</exception>
    public static DeviceProxy Make(HostRoots roots, string guest, string path)
    {
        var device = OpenDevice(roots, path);
        var capabilities = InputCapabilities.Read(device);
        var standIn = OpenUinput(roots);
        foreach (var type in capabilities.Codes.Keys)
        {
            standIn.AddType(type);
        }

        foreach (var (request, value) in capabilities.Bits())
        {
            standIn.AddCode(request, value);
        }

        foreach (var axis in capabilities.Axes)
        {
            standIn.SetAxis(axis.Setup());
        }

        standIn.SetPhysicalPath(EvdevProxy.PhysicalPathOf(guest, path));
        standIn.SetIdentity(capabilities.Identity.Setup());
        standIn.Create();
        var proxy = new DeviceProxy(roots, path, standIn, device, capabilities, []);
        proxy.Tell([.. capabilities.Beginning()]);
        return proxy;
    }

    /// <summary>Goes on with a stand-in that an earlier run of this program has made; the device need not be there.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="guest">The guest whom it is for.</param>
    /// <param name="path">The machine's own path of the device.</param>
    /// <param name="kept">The stand-in's file.</param>
    /// <exception cref="NotFoundException">The stand-in is not there any more.</exception>
    public static DeviceProxy GoOn(HostRoots roots, string guest, string path, SafeFileHandle kept)
    {
        var link = EvdevProxy.PathOf(guest, path);
        using var itself = EvdevNode.TryOpen(roots.Locate(link), out var errno) ?? throw new NotFoundException($"the stand-in {link} is gone", link, null, errno);
        var capabilities = InputCapabilities.Read(itself);
        var proxy = new DeviceProxy(roots, path, new UinputNode(kept), null, capabilities, InputBits.Parse(itself.Keys));
        var lit = InputBits.Parse(itself.Lights);
        foreach (var light in capabilities.CodesOf(InputType.Light))
        {
            proxy.lights[light] = lit.Contains(light) ? 1 : 0;
        }

        proxy.begun.SetResult();
        return proxy;
    }

    /// <summary>Hands the stand-in to somebody who keeps it when this program is killed.</summary>
    /// <param name="keep">Takes the file.</param>
    public void Keep(Action<SafeFileHandle> keep) => keep(made.Handle);

    /// <summary>Passes on events until <see cref="End"/>, and removes the stand-in then, with nothing held on it.</summary>
    /// <exception cref="PassthroughException">The device cannot be had for itself at the beginning.</exception>
    /// <exception cref="IOException">The stand-in is gone.</exception>
    public void Run()
    {
        try
        {
            while (!isEnding)
            {
                Find();
                Grab();
                Wait();
            }
        }
        finally
        {
            Leave();
            made.Destroy();
        }
    }

    /// <summary>Looks whether the device is there again; from any thread.</summary>
    public void Look() => wake.Set();

    /// <summary>Ends <see cref="Run"/>; from any thread.</summary>
    public void End()
    {
        isEnding = true;
        wake.Set();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        plugged?.Dispose();
        made.Dispose();
        wake.Dispose();
    }

    private static EvdevNode OpenDevice(HostRoots roots, string path)
    {
        var device = EvdevNode.TryOpen(roots.Locate(path), out var errno)
            ?? throw new NotFoundException($"the input device {path} cannot be opened: {new Win32Exception(errno).Message}", path, "plug it in; ls /dev/input/by-id shows those that are", errno);
        if (device.Id.Length > 0)
        {
            return device;
        }

        device.Dispose();
        throw new RefusedException($"{path} is no device of the kernel's input layer", path, "ls /dev/input/by-id shows those that are");
    }

    private static UinputNode OpenUinput(HostRoots roots) =>
        UinputNode.TryOpen(roots.Dev("uinput"), out var errno)
        ?? throw new RefusedException($"the kernel makes no input devices for programs: {new Win32Exception(errno).Message}", roots.Dev("uinput"), "modprobe uinput says why; or leave 'input.persistent' away", errno);

    private static RefusedException Held(string path, int errno) => new(
        errno == LibcError.Busy ? $"another program has the input device {path} for itself" : $"the input device {path} cannot be had for itself: {new Win32Exception(errno).Message}",
        path,
        "a guest that has the keyboard now, or a program that remaps keys (keyd, kmonad, interception-tools): end it, or give the guest that program's own device",
        errno);

    // Not there, or going: udev says when it is.
    private void Find()
    {
        if (plugged is null && (plugged = EvdevNode.TryOpen(roots.Locate(path), out _)) is not null)
        {
            isGrabbed = false;
            foundAt = Stopwatch.GetTimestamp();
        }
    }

    // Others read the device until it is grabbed, and never hear of the end of a key that is down then: it is waited for, and where it does not come, the key is let go for them.
    private void Grab()
    {
        if (plugged is null || isGrabbed)
        {
            return;
        }

        while (plugged.Read(buffer, out _) > 0)
        {
            // What others have heard too is theirs.
        }

        var isLate = Stopwatch.GetElapsedTime(foundAt) >= KeysLimit;
        var down = InputBits.Parse(plugged.Keys);
        if (!down.IsEmpty && !isLate)
        {
            return;
        }

        if (!down.IsEmpty)
        {
            plugged.Write(InputEvent.Bytes([.. down.Select(key => new InputEvent(InputType.Key, key, 0)), InputEvent.Report]));
        }

        if (plugged.Grab(isGrabbed: true) is not 0 and var errno)
        {
            Refuse(errno);
            return;
        }

        var state = InputState.Read(plugged, abilities);
        if (!state.Keys.IsEmpty && !isLate)
        {
            plugged.Grab(isGrabbed: false);
            return;
        }

        isGrabbed = true;
        Tell(forwarder.Resynchronize(state));
        Light([.. lights.Select(light => new InputEvent(InputType.Light, light.Key, light.Value))]);
        begun.TrySetResult();
    }

    // At the beginning the guest is not started; later it is looked at again when anything is plugged in.
    private void Refuse(int errno)
    {
        Lose();
        if (!begun.Task.IsCompleted && errno != LibcError.NoDevice)
        {
            throw Held(path, errno);
        }
    }

    private void Wait()
    {
        ImmutableArray<SafeHandle> files = plugged is { } present ? [wake.Handle, made.Handle, present.Handle] : [wake.Handle, made.Handle];
        var limit = plugged is not null && !isGrabbed ? KeysLimit - Stopwatch.GetElapsedTime(foundAt) : (TimeSpan?)null;
        var ready = FilePoll.Wait(files.AsSpan(), limit);
        if (ready[0])
        {
            wake.Clear();
        }

        if (ready[1])
        {
            Answer();
        }

        if (plugged is not null && ready.Length > 2 && ready[2])
        {
            PassOn();
        }
    }

    private void PassOn()
    {
        var count = plugged!.Read(buffer, out var errno);
        if (count > 0 && isGrabbed)
        {
            var (events, hasLost) = forwarder.Take(InputEvent.Parse(buffer.AsMemory(0, count)));
            Tell(events);
            if (hasLost)
            {
                Tell(forwarder.Resynchronize(InputState.Read(plugged, abilities)));
            }
        }
        else if (errno is not (0 or LibcError.TryAgain))
        {
            Lose();
        }
    }

    // What the host or the guest does to the stand-in: its lights are the device's, also of one that is plugged in later. How keys repeat is the stand-in's own matter.
    private void Answer()
    {
        var count = made.Read(buffer, out _);
        ImmutableArray<InputEvent> done = [.. InputEvent.Parse(buffer.AsMemory(0, count)).Where(one => one.Type is InputType.Light or InputType.Sound)];
        foreach (var light in done.Where(one => one.Type == InputType.Light))
        {
            lights[light.Code] = light.Value;
        }

        Light(done);
    }

    private void Light(ImmutableArray<InputEvent> events)
    {
        if (plugged is not null && isGrabbed && !events.IsEmpty)
        {
            plugged.Write(InputEvent.Bytes([.. events, InputEvent.Report]));
        }
    }

    private void Lose()
    {
        plugged?.Dispose();
        plugged = null;
        isGrabbed = false;
        Tell(forwarder.Lose());
    }

    // A stand-in that is gone cannot be told of it.
    private void Leave()
    {
        try
        {
            Lose();
        }
        catch (IOException)
        {
            plugged = null;
        }
    }

    private void Tell(ImmutableArray<InputEvent> events)
    {
        if (!events.IsEmpty)
        {
            made.Write(InputEvent.Bytes(events));
        }
    }
}
