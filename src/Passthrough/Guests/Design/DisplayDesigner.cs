using Passthrough.Guests.Description;
using Passthrough.Guests.Display;
using Passthrough.Guests.Input;
using Passthrough.Guests.Sound;
using Passthrough.Host.Security;
using Passthrough.Host.Virtualization;

namespace Passthrough.Guests.Design;

/// <summary>Chooses what is seen and heard beside the card, and keyboard and mouse.</summary>
internal static class DisplayDesigner
{
    private const uint FirstPerson = 1000;
    private const uint LastPerson = 59999;
    private static readonly ToolVersion QemuWithPipeWire = new(8, 1);
    private static readonly ToolVersion LibvirtWithPipeWire = new(9, 10);

    /// <summary>The guest with emulated display, Looking Glass, input and sound.</summary>
    public static GuestSpec Design(DesignScope scope, GuestSpec guest)
    {
        var wanted = scope.Wanted;
        var glass = guest.Stage == GuestStage.Passthrough && wanted.LookingGlass is { } looking ? Looking(scope, looking) : null;
        var (chosen, reason) = guest switch
        {
            { Gpu: null } => (EmulatedDisplay.Spice, "there is no card to see anything on"),
            _ when glass is not null => (EmulatedDisplay.SpiceInput, "Looking Glass sends keyboard, mouse and clipboard through it"),
            _ => (EmulatedDisplay.None, "the card is the display"),
        };
        var display = scope.Word("display", wanted.Display, chosen, reason);
        var input = new GuestInput
        {
            Evdev = wanted.Input.Evdev,
            IsPersistent = IsPersistent(scope, wanted.Input),
            Toggle = wanted.Input.Evdev.IsEmpty ? GrabToggle.CtrlCtrl : scope.Word("input.toggle", wanted.Input.Toggle, GrabToggle.CtrlCtrl, "both Ctrl keys, QEMU's own choice"),
            HasVirtio = scope.Flag("input.virtio", wanted.Input.HasVirtio, !wanted.Input.Evdev.IsEmpty, wanted.Input.Evdev.IsEmpty ? "no shared keyboard or mouse uses it" : "quicker than PS/2 once its driver is there"),
            HasTablet = display == EmulatedDisplay.Spice,
        };
        return guest with { Display = display, LookingGlass = glass, Input = input, Sound = Sound(scope, guest.Runtime, display) };
    }

    // Off when nothing is said: a domain that names a stand-in starts only where this program stands behind it, and any other does with libvirt alone.
    private static bool IsPersistent(DesignScope scope, InputDescription wanted)
    {
        if (wanted.Evdev.IsEmpty || !scope.Flag("input.persistent", wanted.IsPersistent, chosen: false, "a device that is unplugged is back with the guest's next start; 'on' gives it back when it is plugged in"))
        {
            return false;
        }

        return wanted.Evdev.FirstOrDefault(device => !EvdevProxy.Fits(device.Path)) is not { } other
            ? true
            : throw scope.Bad("input.evdev", $"{other.Path} may be another device, or none, after it was plugged in again, so it cannot be persistent", "name it as /dev/input/by-id or /dev/input/by-path does");
    }

    private static LookingGlass Looking(DesignScope scope, LookingGlassDescription wanted)
    {
        scope.Note("looking-glass.resolution", wanted.Resolution.ToString(), "", isGiven: true);
        var isHdr = scope.Flag("looking-glass.hdr", wanted.IsHdr, chosen: false, "pictures of 8 bits a colour");
        var hasModule = scope.Host.Virtualization.HasKvmfrDevice;
        var memory = scope.Word("looking-glass.memory", wanted.Memory, hasModule ? SharedMemoryKind.Kvmfr : SharedMemoryKind.Shm, hasModule ? "the module kvmfr is loaded, which saves a copy" : "the module kvmfr is not loaded");
        return new LookingGlass(memory, wanted.Resolution.LookingGlassMiB(isHdr));
    }

    private static GuestSound Sound(DesignScope scope, GuestRuntime runtime, EmulatedDisplay display)
    {
        var wanted = scope.Wanted.Sound;
        var hasWindow = display == EmulatedDisplay.Spice;
        var backend = scope.Word("sound", wanted.Backend, hasWindow ? SoundBackend.Spice : SoundBackend.None, hasWindow ? "the SPICE window plays it" : "the card carries sound over HDMI or DisplayPort");
        if (backend == SoundBackend.Spice && display == EmulatedDisplay.None)
        {
            throw scope.Bad("sound", "there is no SPICE window to play sound", "say 'display: spice-input', or choose pulseaudio");
        }

        if (backend == SoundBackend.PipeWire)
        {
            RequirePipeWire(scope, runtime);
        }

        return backend is SoundBackend.PipeWire or SoundBackend.PulseAudio or SoundBackend.Jack
            ? new GuestSound(backend) { RuntimeFolder = $"/run/user/{Listener(scope).Number}" }
            : new GuestSound(backend);
    }

    private static void RequirePipeWire(DesignScope scope, GuestRuntime runtime)
    {
        var versions = scope.Host.Virtualization;
        var isOld = ToolVersion.Parse(versions.QemuVersion) < QemuWithPipeWire || (runtime == GuestRuntime.Libvirt && ToolVersion.Parse(versions.LibvirtVersion) < LibvirtWithPipeWire);
        if (isOld)
        {
            throw scope.Refused("sound", $"QEMU {QemuWithPipeWire} and libvirt {LibvirtWithPipeWire} are the first that speak to PipeWire", "say 'sound: pulseaudio': PipeWire answers its protocol too (package pipewire-pulse)");
        }
    }

    private static LocalUser Listener(DesignScope scope)
    {
        var users = scope.Host.Security;
        if (scope.Wanted.Sound.User is { } name)
        {
            scope.Note("sound.user", name, "", isGiven: true);
            return users.UserOf(name) ?? throw scope.Bad("sound.user", $"there is no user '{name}' in /etc/passwd");
        }

        var people = users.Users.Where(user => user.Number is >= FirstPerson and <= LastPerson).ToList();
        if (people is not [var only])
        {
            throw scope.Bad("sound", "who listens is not known", "name the user: sound: { to: pulseaudio, user: NAME }");
        }

        scope.Note("sound.user", only.Name, "the only person's account of this machine");
        return only;
    }
}
