using System.Text.Json;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Host;
using Passthrough.Processes;
using Passthrough.Sessions.Leases;

namespace Passthrough.Sessions;

/// <summary>One way to run guests. Every method may fail with <see cref="HypervisorException"/>.</summary>
internal interface IGuestRunner
{
    /// <summary>Whether a guest runs.</summary>
    /// <param name="name">Its name.</param>
    public GuestState StateOf(string name);

    /// <summary>Starts a guest.</summary>
    /// <param name="guest">The guest; does not run.</param>
    /// <param name="host">The machine.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Its process; null when it is not known.</returns>
    public Task<ProcessIdentity?> StartAsync(GuestSpec guest, HostFacts host, CancellationToken cancellation);

    /// <summary>Asks a guest to shut down and waits for its end.</summary>
    /// <param name="name">Its name; it runs.</param>
    /// <param name="limit">How long to wait.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>False when it still runs after the limit.</returns>
    public Task<bool> ShutDownAsync(string name, TimeSpan limit, CancellationToken cancellation);

    /// <summary>Ends a guest at once and waits until it is gone.</summary>
    /// <param name="name">Its name; it runs.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public Task EndAsync(string name, CancellationToken cancellation);

    /// <summary>What a running guest has on its PCI bus: the reply to <c>query-pci</c>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<JsonElement> QueryPciAsync(string name, CancellationToken cancellation);

    /// <summary>The program that puts a terminal at a guest's serial console.</summary>
    public string ConsoleProgram { get; }

    /// <summary>The command that puts a terminal at a guest's serial console until <see cref="GuestConsole.LeaveKeys"/>.</summary>
    /// <param name="name">Its name; it runs.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="RefusedException">It runs without one.</exception>
    /// <exception cref="BusyException">Another terminal is there.</exception>
    public Task<ToolCommand> ConsoleAsync(string name, CancellationToken cancellation);

    /// <summary>Plugs a USB device of the host into a running guest.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="device">The device, taken from the host.</param>
    public Task PlugInAsync(string name, UsbLease device);

    /// <summary>Plugs a USB device out of a running guest and waits until its QEMU has let go; one that it does not have is out already.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="device">The device.</param>
    public Task PlugOutAsync(string name, UsbLease device);

    /// <summary>The user that has to be let open what is plugged in; null when the runtime sees to it.</summary>
    /// <param name="process">The guest's QEMU.</param>
    public uint? OpensAs(ProcessIdentity process);

    /// <summary>Removes what the runtime keeps about a guest that does not run.</summary>
    /// <param name="name">Its name.</param>
    public void Forget(string name);
}
