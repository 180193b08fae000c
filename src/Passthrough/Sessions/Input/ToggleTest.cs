using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Passthrough.Changes;
using Passthrough.Failures;
using Passthrough.Guests.Description;
using Passthrough.Guests.Input;
using Passthrough.Host;
using Passthrough.Host.Display;
using Passthrough.Host.Reading;
using Passthrough.Intent;
using Passthrough.Sessions.Leases;

namespace Passthrough.Sessions.Input;

/// <summary>Reads a guest's evdev nodes beside whoever else reads them, and tells whether the keys arrive that hand over keyboard and mouse. Takes nothing from anybody.</summary>
public sealed class ToggleTest : IDisposable
{
    private readonly ToggleJudge judge;
    private readonly List<FileStream> files = [];

    private ToggleTest(ImmutableArray<InputNode> nodes, GrabToggle toggle)
    {
        Nodes = nodes;
        Toggle = toggle;
        judge = new ToggleJudge(toggle);
    }

    /// <summary>The nodes.</summary>
    public ImmutableArray<InputNode> Nodes { get; }

    /// <summary>The toggle that is waited for.</summary>
    public GrabToggle Toggle { get; }

    /// <summary>The toggle in words.</summary>
    public string Words => ToggleKeys.Words(Toggle);

    /// <summary>The guest whose nodes are meant.</summary>
    /// <param name="intent">The intent.</param>
    /// <param name="name">Its name; null for the only one with such nodes.</param>
    /// <exception cref="NotFoundException">There is no such guest, or none with evdev nodes.</exception>
    /// <exception cref="InvalidInputException">Several have.</exception>
    public static GuestDescription GuestOf(IntentFile intent, string? name)
    {
        var shared = intent.Guests.Where(guest => guest.Input is { Evdev.IsEmpty: false }).ToList();
        if (name is not null)
        {
            var guest = intent.Find(name) ?? throw new NotFoundException($"there is no guest '{name}'", intent.Path, "passthrough guest list");
            return shared.Contains(guest) ? guest : throw new NotFoundException($"'{name}' shares no keyboard or mouse (evdev)", intent.Path, "name the nodes: --device /dev/input/by-id/NAME-event-kbd");
        }

        return shared switch
        {
            [var only] => only,
            [] => throw new NotFoundException("no guest shares a keyboard or mouse (evdev)", intent.Path, "name the nodes: --device /dev/input/by-id/NAME-event-kbd"),
            _ => throw new InvalidInputException($"{shared.Count} guests share a keyboard or mouse: {string.Join(", ", shared.Select(guest => guest.Name))}", intent.Path, $"name one: passthrough input toggle-test {shared[0].Name}"),
        };
    }

    /// <summary>Opens nodes.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="paths">The machine's own paths.</param>
    /// <param name="toggle">The toggle.</param>
    /// <exception cref="NotFoundException">One is not there.</exception>
    /// <exception cref="RefusedException">This user may not read one, or it is no evdev node.</exception>
    public static ToggleTest Open(HostRoots roots, IEnumerable<string> paths, GrabToggle toggle)
    {
        var reader = new MachineReader(roots);
        var sessions = SessionStore.ReadAll(roots);
        var standIns = StandIns(roots, sessions);
        var nodes = paths.Distinct(StringComparer.Ordinal).Select(path => (Path: path, Node: standIns.GetValueOrDefault(path) ?? NodeOf(roots, path))).Select(node => node with { Node = standIns.GetValueOrDefault(node.Node) ?? node.Node }).ToList();
        var holders = HolderReader.Read(reader, [.. nodes.Select(node => node.Node)]).Holders;
        var test = new ToggleTest(
            [
                .. nodes.Select(node => new InputNode(
                    node.Path,
                    node.Node,
                    reader.ReadLine(roots.Sys($"class/input/{Path.GetFileName(node.Node)}/device/name")),
                    sessions.FirstOrDefault(session => holders.Any(holder => string.Equals(holder.Node, node.Node, StringComparison.Ordinal) && holder.ProcessId == session.Process?.Id))?.Guest)),
            ],
            toggle);
        try
        {
            foreach (var node in test.Nodes)
            {
                test.files.Add(OpenOne(roots, node));
            }

            return test;
        }
        catch (PassthroughException)
        {
            test.Dispose();
            throw;
        }
    }

    /// <summary>What is seen from now on, until the caller has seen enough.</summary>
    /// <param name="cancellation">Ends the sequence with an exception.</param>
    public async IAsyncEnumerable<ToggleStep> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var events = Channel.CreateUnbounded<(string Node, InputEvent? Event)>();
        foreach (var (file, node) in files.Zip(Nodes))
        {
            EventReading.Start(file, node.Path, events.Writer);
        }

        await foreach (var (path, happened) in events.Reader.ReadAllAsync(cancellation))
        {
            foreach (var step in happened is { } one ? judge.Take(path, one) : [new ToggleStep(path, ToggleStepKind.Gone)])
            {
                yield return step;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in files)
        {
            file.Dispose();
        }
    }

    // By the device's path, which leads nowhere while it is unplugged, and by its node.
    private static Dictionary<string, string> StandIns(HostRoots roots, IEnumerable<SessionRecord> sessions)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var proxies = sessions.SelectMany(session => session.Leases.OfType<InputProxyLease>()).SelectMany(lease => lease.Devices.Select(device => (Device: device, StandIn: EvdevProxy.PathOf(lease.Guest, device))));
        foreach (var (device, standIn) in proxies.Where(proxy => File.Exists(roots.Locate(proxy.StandIn))))
        {
            found[device] = NodeOf(roots, standIn);
            if (File.Exists(roots.Locate(device)))
            {
                found[NodeOf(roots, device)] = found[device];
            }
        }

        return found;
    }

    private static string NodeOf(HostRoots roots, string path)
    {
        var place = roots.Locate(path);
        if (!File.Exists(place))
        {
            throw new NotFoundException($"there is no input device {path}", path, "ls /dev/input/by-id shows those that are plugged in");
        }

        return roots.NameOf(File.ResolveLinkTarget(place, returnFinalTarget: true)?.FullName ?? place);
    }

    private static FileStream OpenOne(HostRoots roots, InputNode node)
    {
        try
        {
            return new FileStream(roots.Locate(node.Node), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new RefusedException(
                $"this user may not read {node.Path}", node.Node, "sudo usermod -aG input $USER and log in again, or sudo passthrough input toggle-test (whoever is in the group 'input' can read every key that is typed)", ErrnoOf.Exception(exception), exception);
        }
        catch (IOException exception)
        {
            throw new RefusedException($"{node.Path} cannot be read: {exception.Message}", node.Node, null, ErrnoOf.Exception(exception), exception);
        }
    }
}
