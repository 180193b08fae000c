using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Display;
using Passthrough.Host.Iommu;
using Passthrough.Host.Pci;
using Passthrough.Host.Reading;
using Passthrough.Planning;
using Passthrough.Processes;

namespace Passthrough.Sessions.Leases;

/// <summary>A PCI function that goes from the host's driver to vfio-pci (<c>driver_override</c>; the kernel's Documentation/ABI/testing/sysfs-bus-pci).</summary>
/// <param name="Device">The function, with the driver that has it to get back; without one it stays without.</param>
/// <param name="Override">What <c>driver_override</c> said before; null when nothing.</param>
public sealed record DriverLease(DeviceIdentity Device, string? Override) : Lease
{
    private const string Isolating = Planner.VfioPci;
    private const string Nothing = "(null)";
    // A driver of the host's has nodes of its own; VFIO's are those of a whole group.
    private static readonly IommuFacts NoGroups = new(null, TablesReadable: false, [], [], null);

    private const string Probe = "/sys/bus/pci/drivers_probe";

    /// <inheritdoc/>
    public override string Words => $"{Device.Address} from {Device.DriverBefore ?? "no driver"} to {Isolating}";

    private string Folder => $"/sys/bus/pci/devices/{Device.Address}";

    private string Name => Device.Address.ToString();

    /// <summary>The lease of a function as it is now.</summary>
    internal static DriverLease Of(HostRoots roots, DeviceIdentity device, string? driver)
    {
        var text = new MachineReader(roots).ReadLine(roots.Sys($"bus/pci/devices/{device.Address}/driver_override"));
        return new DriverLease(device with { DriverBefore = driver }, text is Nothing ? null : text);
    }

    /// <inheritdoc/>
    internal override async Task TakeAsync(HostRoots roots, IReadOnlyList<Lease> others, CancellationToken cancellation)
    {
        await WatchedWrite.RequireNoneAsync(roots, Name, cancellation);
        RequireIdentity(roots);
        RequireUnused(roots);
        await WriteAsync(roots, $"{Folder}/driver_override", Isolating, cancellation);
        await RebindAsync(roots, cancellation);
        if (DriverOf(roots) is not Isolating)
        {
            throw new RefusedException($"{Name} was let go by {Device.DriverBefore ?? "nobody"} and {Isolating} did not take it", Name, "dmesg says why");
        }

        RequireUnclaimed(roots);
    }

    /// <inheritdoc/>
    internal override async Task<string?> ReturnAsync(HostRoots roots, IReadOnlyList<Lease> others)
    {
        if (!Directory.Exists(roots.Locate(Folder)))
        {
            return $"{Name} is not there any more";
        }

        await WatchedWrite.RequireNoneAsync(roots, Name, CancellationToken.None);
        RequireIdentity(roots);
        var now = DriverOf(roots);
        var isBack = string.Equals(now, Device.DriverBefore, StringComparison.Ordinal);
        if (!isBack)
        {
            RequireFree(roots);
        }

        await WriteAsync(roots, $"{Folder}/driver_override", Override ?? "", CancellationToken.None);
        if (isBack)
        {
            return null;
        }

        if (now is not (null or Isolating))
        {
            return $"somebody else gave {Name} to {now} meanwhile; left there";
        }

        await RebindAsync(roots, CancellationToken.None);
        if (Device.DriverBefore is { } driver && !string.Equals(DriverOf(roots), driver, StringComparison.Ordinal))
        {
            await BindAsync(roots, driver);
        }

        return null;
    }

    // Off its driver, and to whichever driver wants it now.
    private async Task RebindAsync(HostRoots roots, CancellationToken cancellation)
    {
        if (DriverOf(roots) is { } driver)
        {
            await WriteAsync(roots, $"/sys/bus/pci/drivers/{driver}/unbind", Name, cancellation);
        }

        await WriteAsync(roots, Probe, Name, cancellation);
    }

    // Its module may have gone with its last device.
    private async Task BindAsync(HostRoots roots, string driver)
    {
        if (DriverOf(roots) is { } other)
        {
            await WriteAsync(roots, $"/sys/bus/pci/drivers/{other}/unbind", Name, CancellationToken.None);
        }

        if (!Directory.Exists(roots.Sys($"bus/pci/drivers/{driver}")))
        {
            await ToolRunner.RunAsync(new ToolCommand("modprobe", ["--", driver]));
        }

        if (!string.Equals(DriverOf(roots), driver, StringComparison.Ordinal))
        {
            await WriteAsync(roots, $"/sys/bus/pci/drivers/{driver}/bind", Name, CancellationToken.None);
        }
    }

    private Task WriteAsync(HostRoots roots, string path, string value, CancellationToken cancellation) => WatchedWrite.RunAsync(roots, path, Name, value, cancellation);

    private void RequireIdentity(HostRoots roots)
    {
        var found = PciReader.ReadIdentity(new MachineReader(roots), roots.Locate(Folder));
        if (found != Device.Identity)
        {
            throw new RefusedException($"{Name} is {found?.Ids ?? "not there"}, and not {Device.Identity.Ids} as before", Name, "passthrough devices");
        }
    }

    // Who was not there when the start was allowed may be there now, and a driver of a card that has users never ends letting go of it.
    private void RequireUnused(HostRoots roots)
    {
        if (DriverOf(roots) is null or Isolating)
        {
            return;
        }

        var holders = CardHolders.Read(roots, [Device.Address], NoGroups).Where(holder => !HolderRules.LetsGo(holder)).ToList();
        if (holders.Count > 0)
        {
            throw new RefusedException($"{Name} is in use by {HolderRules.Words(holders)}; it was not unbound", Name, "end these programs, and start again");
        }
    }

    // Memory that anybody but the device's own driver claims cannot be shown to a guest ("can't reserve").
    private void RequireUnclaimed(HostRoots roots)
    {
        if (new MachineReader(roots).ReadText(roots.Proc("iomem")) is { } text && IoMemory.Parse(text) is { } memory && IoMemory.Framebuffers(memory).FirstOrDefault(range => IsOwn(memory, range)) is { } claim)
        {
            throw new RefusedException(
                $"the memory of {Name} is still claimed by {claim.Name} (/proc/iomem), so {Isolating} cannot give it to a guest", Name, $"isolate the card at boot: passthrough plan --gpu {Name}, then apply and reboot");
        }
    }

    private bool IsOwn(ImmutableArray<IoMemoryRange> memory, IoMemoryRange range) =>
        memory.Any(bar => string.Equals(bar.Name, Name, StringComparison.Ordinal) && bar.Start <= range.Start && bar.End >= range.End);

    // vfio-pci waits for its last user before it lets a device go.
    private void RequireFree(HostRoots roots)
    {
        var reader = new MachineReader(roots);
        var holders = CardHolders.Read(roots, [Device.Address], DeviceReader.Read(reader, PciReadScope.Lists).Iommu);
        if (!holders.IsEmpty)
        {
            throw new BusyException(
                $"{Name} is still held by {HolderRules.Words(holders)}",
                Name,
                "end it, then passthrough session release");
        }
    }

    private string? DriverOf(HostRoots roots) => new MachineReader(roots).ReadLinkName(roots.Locate($"{Folder}/driver"));
}
