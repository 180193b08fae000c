using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using Passthrough.Changes;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Reading;
using Passthrough.Native.Libc;

namespace Passthrough.Sessions.Leases;

/// <summary>
/// A USB device that was plugged into a running guest. Plugging it in and out is the runtime's work (<see cref="IGuestRunner"/>); this is what the host has to look after: who may open the device's
/// node, and the drivers that had it. A QEMU that ends in order gives it back to them itself, one that is killed does not.
/// </summary>
/// <param name="Port">The device's name, bus and ports: <c>1-4.2</c>.</param>
/// <param name="Ids">Vendor and product: <c>046d:c52b</c>.</param>
/// <param name="Bus">The bus.</param>
/// <param name="Number">Its number there, another one after each plugging in: this very device.</param>
/// <param name="Product">What it calls itself; null when it does not.</param>
/// <param name="Drivers">Who had its interfaces.</param>
/// <param name="Node">The owner of its node before and meanwhile; null when the runtime looks after that.</param>
public sealed record UsbLease(string Port, string Ids, int Bus, int Number, string? Product, ImmutableArray<UsbInterfaceDriver> Drivers, UsbNodeOwner? Node) : Lease
{
    // The interface driver by which programs, QEMU among them, have a device (the kernel's drivers/usb/core/devio.c).
    private const string Program = "usbfs";

    /// <inheritdoc/>
    public override string Words => $"USB device {Port} ({Ids}{(Product is null ? "" : $" {Product}")})";

    /// <summary>What QEMU calls it. A valid id of QEMU's, and after <c>ua-</c> of libvirt's.</summary>
    [JsonIgnore]
    internal string DeviceId => $"lent-{Port.Replace('.', '-')}";

    /// <summary>The machine's own path of its node.</summary>
    [JsonIgnore]
    internal string NodePath => NodeOf(Bus, Number);

    private string Folder => $"/sys/bus/usb/devices/{Port}";

    /// <summary>The machine's own path of a device's node.</summary>
    /// <param name="bus">The bus.</param>
    /// <param name="number">The number on it.</param>
    internal static string NodeOf(int bus, int number) => string.Create(CultureInfo.InvariantCulture, $"/dev/bus/usb/{bus:000}/{number:000}");

    /// <summary>True when the very device that was lent is still plugged in.</summary>
    internal bool IsThere(HostRoots roots)
    {
        var reader = new MachineReader(roots);
        return string.Equals(reader.ReadLine(roots.Locate($"{Folder}/devnum")), Number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            && string.Equals($"{reader.ReadLine(roots.Locate($"{Folder}/idVendor"))}:{reader.ReadLine(roots.Locate($"{Folder}/idProduct"))}", Ids, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    internal override Task TakeAsync(HostRoots roots, IReadOnlyList<Lease> others, CancellationToken cancellation)
    {
        if (Node is not null)
        {
            Own(roots, Node.During, Node.Group);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    internal override async Task<string?> ReturnAsync(HostRoots roots, IReadOnlyList<Lease> others)
    {
        if (!IsThere(roots))
        {
            return $"{Port} was unplugged meanwhile";
        }

        // Whoever has changed it since knows why.
        if (Node is not null && FileStatus.Read(roots.Locate(NodePath)) is { } status && status.User == Node.During)
        {
            Own(roots, Node.Before, Node.Group);
        }

        foreach (var (name, driver) in Drivers)
        {
            await BindAsync(roots, name, driver);
        }

        return null;
    }

    private async Task BindAsync(HostRoots roots, string name, string driver)
    {
        if (!Directory.Exists(roots.Sys($"bus/usb/devices/{name}")))
        {
            return;
        }

        switch (DriverOf(roots, name))
        {
            case Program:
                throw new BusyException($"a program still has the interface {name} of {Port} ({Ids})", Port, $"fuser {NodePath} names it");
            case null:
                try
                {
                    await WatchedWrite.RunAsync(roots, $"/sys/bus/usb/drivers/{driver}/bind", name, name, CancellationToken.None);
                }
                catch (RefusedException) when (DriverOf(roots, name) is not null)
                {
                    // The kernel was faster: drivers of several interfaces take the others with the first.
                }

                break;
        }
    }

    private void Own(HostRoots roots, uint user, uint group)
    {
        try
        {
            FileOwner.Set(roots.Locate(NodePath), user, group);
        }
        catch (IOException exception)
        {
            throw new RefusedException($"the node of USB device {Port} cannot be given to another user: {exception.Message}", NodePath, null, ErrnoOf.Exception(exception), exception);
        }
    }

    private static string? DriverOf(HostRoots roots, string name) => new MachineReader(roots).ReadLinkName(roots.Sys($"bus/usb/devices/{name}/driver"));
}
