using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Passthrough.Cli.Documents;
using Passthrough.Cli.Terminal;
using Passthrough.Cli.Views;
using Passthrough.Host;
using Passthrough.Host.Reading;
using Passthrough.Host.Storage;

namespace Passthrough.Cli.Commands;

/// <summary><c>passthrough disks</c>: the disks, what uses them, and which controllers could be given away.</summary>
internal static class DisksCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var command = new Command(
            "disks",
            "Show the disks by controller, what uses them, and which could be given to a guest.\n\nA program that has a disk's node open without mounting it is not seen. Images, which are guests' disks in files, are what 'passthrough disk' (without s) makes and changes.\n\nExample:\n  passthrough disks");
        command.SetAction(global.Action(Run));
        return command;
    }

    private static ExitCode Run(Invocation invocation)
    {
        var reader = new MachineReader(invocation.Roots);
        var (pci, iommu) = DeviceReader.Read(reader);
        var storage = StorageReader.Read(reader);
        var controllers = StorageControllers.Judge(storage, pci, iommu);
        if (invocation.Terminal.IsJson)
        {
            invocation.Terminal.WriteDocument(JsonSerializer.Serialize(Document(storage, controllers, invocation.Roots), ViewDocuments.Default.DisksDocument));
        }
        else
        {
            invocation.Terminal.WriteMarkup(DisksView.Lines(storage, controllers, pci, invocation.Roots, invocation.Terminal.Width));
        }

        return ExitCode.Success;
    }

    /// <summary>The document.</summary>
    internal static DisksDocument Document(StorageFacts storage, ImmutableArray<StorageController> controllers, HostRoots roots)
    {
        var uses = new DiskUses(storage);
        var partitions = storage.Devices.Where(device => device.Parent is not null).ToLookup(device => device.Parent!, StringComparer.Ordinal);
        return new DisksDocument(
            1,
            controllers,
            [
                .. storage.Devices
                    .Where(device => device.Kind is not BlockDeviceKind.Partition)
                    .Select(device => new DiskAnswer(
                        device,
                        [.. partitions[device.Name]],
                        uses.Of(device.Name),
                        DisksView.StableName(device) is { } link ? roots.NameOf(roots.Dev($"disk/{link}")) : null)),
            ]);
    }
}
