using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Guests.Disks;
using Passthrough.Guests.Libvirt;
using Passthrough.Host;
using Passthrough.Intent;
using Passthrough.Native.Libc;
using Passthrough.Sessions;

namespace Passthrough.Disks;

/// <summary>The disks of all guests that this machine knows: those of passthrough.yaml and libvirt's domains.</summary>
/// <param name="All">The disks.</param>
/// <param name="Gaps">Whose disks could not be asked for, in words.</param>
public sealed record KnownDisks(ImmutableArray<KnownDisk> All, ImmutableArray<string> Gaps)
{
    private static readonly ImmutableArray<string> Sockets = ["libvirt/virtqemud-sock", "libvirt/libvirt-sock"];

    /// <summary>No guests.</summary>
    public static KnownDisks None { get; } = new([], []);

    /// <summary>Asks for them.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="libvirtUri">The libvirt to ask; null for the system's, if it is there.</param>
    public static KnownDisks Read(HostRoots roots, string? libvirtUri = null)
    {
        var gaps = ImmutableArray.CreateBuilder<string>();
        var disks = OfIntent(roots, gaps).Concat(OfLibvirt(roots, libvirtUri, gaps)).DistinctBy(disk => (disk.Guest, disk.Path)).Select(Look);
        return new KnownDisks([.. disks], gaps.ToImmutable());
    }

    /// <summary>The format that is written down for a file; null when no guest has it, or guests have it in different ones.</summary>
    /// <param name="identity">The file.</param>
    public GuestDiskFormat? FormatOf(FileIdentity identity) =>
        Of(identity).Select(disk => disk.Format).OfType<GuestDiskFormat>().Distinct().ToList() is [var only] ? only : null;

    /// <summary>The guests whose disk a file is.</summary>
    /// <param name="identity">The file.</param>
    public IEnumerable<KnownDisk> Of(FileIdentity identity) => All.Where(disk => disk.Identity == identity);

    /// <summary>The guests whose disks stand on a file.</summary>
    /// <param name="identity">The file.</param>
    public IEnumerable<KnownDisk> StandingOn(FileIdentity identity) => All.Where(disk => disk.Below.Contains(identity));

    private static IEnumerable<KnownDisk> OfIntent(HostRoots roots, ImmutableArray<string>.Builder gaps)
    {
        try
        {
            var session = new GuestSession(roots);
            return [.. IntentStore.Read(roots).Guests.Where(guest => !guest.Disks.IsEmpty).SelectMany(guest => Of(guest.Name, guest.Disks, session.StateOf(guest) == GuestState.Running))];
        }
        catch (PassthroughException problem)
        {
            gaps.Add(problem.Message);
            return [];
        }

        static IEnumerable<KnownDisk> Of(string guest, IEnumerable<Guests.Description.DiskDescription> disks, bool isRunning) =>
            disks.Select(disk => new KnownDisk(guest, disk.Path, disk.Format, isRunning));
    }

    private static IEnumerable<KnownDisk> OfLibvirt(HostRoots roots, string? uri, ImmutableArray<string>.Builder gaps)
    {
        // A daemon that is not there runs no domains; one whose socket is another group's does not answer this user.
        var sockets = Sockets.Select(name => roots.Run(name)).Where(File.Exists).ToList();
        if (uri is null && (sockets.Count == 0 || !roots.IsLive))
        {
            return [];
        }

        if (uri is null && !sockets.Any(AccessCheck.CanUse))
        {
            gaps.Add("libvirt does not answer this user");
            return [];
        }

        try
        {
            using var connection = LibvirtConnection.Open(uri ?? LibvirtConnection.SystemUri);
            return [.. connection.List().SelectMany(name => Of(name, connection.XmlDesc(name), connection.State(name)))];
        }
        catch (HypervisorException problem)
        {
            gaps.Add(problem.Message);
            return [];
        }

        static IEnumerable<KnownDisk> Of(string name, string? xml, DomainState? state) =>
            xml is null ? [] : DomainDiskSources.Parse(xml).Select(disk => new KnownDisk(name, disk.Path, disk.Format, state is not (null or DomainState.ShutOff or DomainState.Crashed or DomainState.NoState)));
    }

    private static KnownDisk Look(KnownDisk disk)
    {
        try
        {
            return Path.IsPathRooted(disk.Path)
                ? disk with { Identity = FileIdentity.Of(ImageReader.Resolve(disk.Path).Status), Below = ImageReader.FilesBelow(disk.Path, disk.Format ?? ImageFormats.OfName(disk.Path)) }
                : disk;
        }
        catch (PassthroughException)
        {
            // A disk that is not there cannot be the one that is asked about.
            return disk;
        }
    }
}
