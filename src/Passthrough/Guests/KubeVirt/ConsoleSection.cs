using System.Text.Json.Nodes;
using Passthrough.Guests.Display;
using Passthrough.Guests.Sound;

namespace Passthrough.Guests.KubeVirt;

/// <summary>What a person sits before: picture, keyboard, sound, serial port. A cluster's node has nobody before it, so most of it stays behind.</summary>
internal static class ConsoleSection
{
    /// <summary>True for an emulated card, which KubeVirt shows over VNC.</summary>
    public static bool HasPicture(GuestSpec guest) => guest.Display == EmulatedDisplay.Spice;

    /// <summary><c>inputs</c>.</summary>
    public static IEnumerable<JsonNode> Inputs(GuestSpec guest) => guest.Input.HasTablet ? [Tree.Map(("name", "tablet"), ("type", "tablet"), ("bus", "usb"))] : [];

    /// <summary><c>sound</c>; null for none.</summary>
    public static JsonObject? Sound(GuestSpec guest) => guest.Sound.HasCard ? Tree.Map(("name", "sound"), ("model", "ich9")) : null;

    /// <summary>What cannot be said.</summary>
    public static IEnumerable<NotKept> NotKept(GuestSpec guest)
    {
        foreach (var device in guest.Input.Evdev)
        {
            yield return new NotKept(
                "input.evdev",
                $"{device.Path}{(device.IsKeyboard ? $", which {EnumWord.Of(guest.Input.Toggle)} hands over," : "")} cannot be shared with a node: pass a USB device or controller through");
        }

        if (guest.Input.HasVirtio)
        {
            yield return new NotKept("input.virtio", "KubeVirt knows no virtio keyboard and mouse: the guest has PS/2 ones");
        }

        if (guest.Display != EmulatedDisplay.None)
        {
            yield return new NotKept("display", HasPicture(guest)
                ? "VNC (virtctl vnc) in place of SPICE: no clipboard, sound or USB redirection"
                : "no SPICE: keyboard, mouse and clipboard need passed-through USB or a remote desktop in the guest");
        }

        if (guest.LookingGlass is { } glass)
        {
            yield return new NotKept("looking-glass", $"no shared memory ({EnumWord.Of(glass.Memory)}, {glass.SizeMiB} MiB): the picture is at the card's own outputs");
        }

        if (guest.Sound.Backend != SoundBackend.None)
        {
            yield return new NotKept("sound", SoundReason(guest.Sound));
        }

        foreach (var monitor in guest.Monitors)
        {
            yield return new NotKept("monitors", $"the monitor {monitor.Words} is not switched to {InputSource.Words(monitor.Guest)}{(monitor.Host is { } host ? $" and back to {InputSource.Words(host)}" : "")}: nobody sits before a node");
        }

        if (guest.SerialLogPath is { } log)
        {
            yield return new NotKept("serial-log", $"not to {log} but to the log of the pod's container guest-console-log");
        }

        if (!guest.HasGuestAgent)
        {
            yield return new NotKept("guest-agent", "KubeVirt always adds the channel");
        }

        if (guest.HasSwitchPort)
        {
            yield return new NotKept("usb-profiles", "nothing is lent to a guest of a cluster, so that it has no port to ask for the return");
        }
    }

    private static string SoundReason(GuestSound sound) => sound.Backend switch
    {
        SoundBackend.ScreamMemory => $"no shared memory for Scream ({GuestSound.ScreamMemoryMiB} MiB): send over the network",
        SoundBackend.ScreamNetwork => "Scream's driver sends to a multicast address, which does not leave a pod's network: give it the receiver's own address",
        _ => $"the guest has its sound card, but {EnumWord.Of(sound.Backend)}{(sound.RuntimeFolder is { } folder ? $" of {folder}" : "")} is not there on a node: nothing is heard",
    };
}
