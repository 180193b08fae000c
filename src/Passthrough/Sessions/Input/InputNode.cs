namespace Passthrough.Sessions.Input;

/// <summary>An evdev node that is tested.</summary>
/// <param name="Path">The machine's own path, as it was named.</param>
/// <param name="Node">The node that is read, such as <c>/dev/input/event3</c>: where it leads to, or its stand-in while a guest has it by one (<see cref="Guests.Input.EvdevProxy"/>).</param>
/// <param name="Name">What the device calls itself (<c>/sys/class/input/event3/device/name</c>); null when unknown.</param>
/// <param name="Guest">The running guest whose QEMU has it open: while the guest has the keyboard, nothing arrives here. Null when none, or when it cannot be seen.</param>
public sealed record InputNode(string Path, string Node, string? Name, string? Guest);
