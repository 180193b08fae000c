using System.Collections.Immutable;
using Passthrough.Host.Pci;

namespace Passthrough.Host.Usb;

/// <summary>The USB of the machine, from <c>/sys/bus/usb/devices</c>, <c>/sys/bus/pci/devices</c> and <c>/proc/bus/input/devices</c>.</summary>
/// <param name="Controllers">All host controllers, those that no USB driver runs too; PCI functions first, ordered by address.</param>
/// <param name="Ports">All ports of all hubs, ordered by name and number.</param>
/// <param name="Devices">All devices but root hubs, ordered by bus and ports.</param>
/// <param name="Inputs">What a person types and points with, on USB and elsewhere.</param>
public sealed record UsbFacts(
    ImmutableArray<UsbController> Controllers,
    ImmutableArray<UsbPort> Ports,
    ImmutableArray<UsbDevice> Devices,
    ImmutableArray<HumanInput> Inputs)
{
    /// <summary>A machine without USB.</summary>
    public static UsbFacts None { get; } = new([], [], [], []);

    /// <summary>The controller that every keyboard of the machine hangs on: who gives it away types no more. Null when there is no such one.</summary>
    public PciAddress? ControllerOfAllKeyboards => HumanInputs.OnlyController(Inputs, input => input.IsKeyboard, input => input.IsSureKeyboard);

    /// <summary>The controller that every mouse and touchpad hangs on; null when there is no such one.</summary>
    public PciAddress? ControllerOfAllMice => HumanInputs.OnlyController(Inputs, input => input.IsMouse, input => input.IsSureMouse);

    /// <summary>The controller of a bus; null when there is none.</summary>
    /// <param name="bus">The bus number.</param>
    public UsbController? ControllerOf(int bus) => Controllers.FirstOrDefault(controller => controller.Buses.Any(one => one.Number == bus));
}
