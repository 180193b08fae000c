using System.Collections.Immutable;
using Passthrough.Host.Reading;

namespace Passthrough.Host.Snapshots;

/// <summary>Takes snapshots: reads a whole machine, keeps what the readers read, and takes personal data out of it.</summary>
public static class SnapshotTaker
{
    private static readonly ImmutableArray<string> DmiIdentity = ["product_serial", "board_serial", "chassis_serial", "product_uuid"];

    /// <summary>Reads the machine and writes the archive. Needs no root, which only fills in more.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="file">The archive: <c>.tar</c> is not compressed, everything else is gzip.</param>
    /// <param name="cancellation">Ends it early, leaving no file.</param>
    /// <exception cref="Failures.RefusedException">The file exists already, or cannot be written.</exception>
    /// <exception cref="Failures.NotFoundException">Its folder does not exist.</exception>
    /// <exception cref="Failures.InvalidInputException">Its name promises a form that is not written.</exception>
    public static SnapshotResult Take(HostRoots roots, string file, CancellationToken cancellation)
    {
        SnapshotArchive.RequireWritable(file);
        var snapshot = Read(roots);
        cancellation.ThrowIfCancellationRequested();
        var size = SnapshotArchive.Write(file, snapshot, cancellation);
        return new SnapshotResult(Path.GetFullPath(file), size, snapshot.Manifest);
    }

    /// <summary>The snapshot of a machine now.</summary>
    internal static CleanedSnapshot Read(HostRoots roots)
    {
        var record = new ReadingRecord();
        var reader = new MachineReader(roots, record);
        HostReader.Read(reader, HostReadScope.Everything);
        return SnapshotCleaner.Clean(record.Entries(), record.Refusals(), record.Lengths(), ReadIdentity(roots));
    }

    // Who the machine and its people are has to be known even where no reader asks for it: a volume group may bear the machine's name.
    private static ImmutableArray<SnapshotEntry> ReadIdentity(HostRoots roots)
    {
        var record = new ReadingRecord();
        var reader = new MachineReader(roots, record);
        var dmi = DmiIdentity.Select(name => roots.Sys($"class/dmi/id/{name}"));
        var files = new[] { roots.Etc("hostname"), roots.Proc("sys/kernel/hostname"), roots.Etc("passwd"), roots.Etc("machine-id") }.Concat(dmi);
        foreach (var file in files)
        {
            reader.ReadBytes(file);
        }

        return record.Entries();
    }
}
