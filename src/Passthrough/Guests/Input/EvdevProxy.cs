namespace Passthrough.Guests.Input;

/// <summary>
/// The stand-in of a keyboard or mouse of the host, which stays while the device itself is unplugged and plugged in again. QEMU's input-linux and libvirt lose a device that is unplugged for good. Its path says whose it is, and of
/// which device: <c>/dev/input/passthrough/win11/by-id/usb-Maker_Keyboard-event-kbd</c>. Pure.
/// </summary>
public static class EvdevProxy
{
    private const string Devices = "/dev/";
    private const string Inputs = "/dev/input/";
    private const string Own = "passthrough/";
    private const string Node = "event";

    /// <summary>True for a path that leads to the same device after it was plugged in again, and that udev can make below another folder: a link below <c>/dev/input</c>, no <c>event3</c>.</summary>
    /// <param name="path">The machine's own path.</param>
    public static bool Fits(string path) =>
        path.StartsWith(Inputs, StringComparison.Ordinal)
        && path[Inputs.Length..] is { Length: > 0 } name
        && !name.StartsWith(Own, StringComparison.Ordinal)
        && !(name.StartsWith(Node, StringComparison.Ordinal) && name.AsSpan(Node.Length).IndexOfAnyExceptInRange('0', '9') < 0)
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-' or ':' or '+' or '=' or '@' or '/')
        && name.Split('/').All(part => part is not ("" or "." or ".."));

    /// <summary>The path that QEMU opens: the device's own, or its stand-in's.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="device">One of its devices.</param>
    public static string OpenedPath(GuestSpec guest, EvdevInput device) => guest.Input.IsPersistent ? PathOf(guest.Name, device.Path) : device.Path;

    /// <summary>The path of a device's stand-in.</summary>
    /// <param name="guest">The guest's name.</param>
    /// <param name="path">The device's path, which <see cref="Fits"/>.</param>
    public static string PathOf(string guest, string path) => $"{Inputs}{PhysicalPathOf(guest, path)}";

    /// <summary>Its name below <c>/dev</c>, as a rule of udev has it.</summary>
    /// <param name="guest">The guest's name.</param>
    /// <param name="path">The device's path.</param>
    public static string LinkOf(string guest, string path) => PathOf(guest, path)[Devices.Length..];

    /// <summary>The physical path that it tells the kernel, by which udev knows it.</summary>
    /// <param name="guest">The guest's name.</param>
    /// <param name="path">The device's path.</param>
    public static string PhysicalPathOf(string guest, string path) => $"{Own}{guest}/{path[Inputs.Length..]}";

    /// <summary>The path of the device that a stand-in is for.</summary>
    /// <param name="path">A path.</param>
    /// <returns>Null when it is no stand-in's.</returns>
    public static string? OriginalOf(string path) =>
        path.StartsWith(Inputs + Own, StringComparison.Ordinal) && path[(Inputs.Length + Own.Length)..].Split('/', 2) is [_, { Length: > 0 } name] && Fits(Inputs + name) ? Inputs + name : null;
}
