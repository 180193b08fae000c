using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Reading;
using Passthrough.Host.Usb;
using Passthrough.Intent;

namespace Passthrough.Sessions.Input;

/// <summary>Reads all keyboards beside whoever else reads them, those too that are plugged in later, and tells which profile's hotkey is pressed. Takes nothing from anybody, and reads nothing while no profile has a hotkey.</summary>
/// <param name="roots">The machine.</param>
public sealed class HotkeyListener(HostRoots roots)
{
    // The kernel's handler of whatever has keys: it listens to keyboards, macro pads and power buttons, and to no mouse.
    private const string KeyHandler = "kbd";

    private const string Nodes = "input";
    private const string Unknown = "";

    private readonly Dictionary<string, FileStream> open = new(StringComparer.Ordinal);
    private readonly HashSet<string> refused = new(StringComparer.Ordinal);
    private readonly Channel<(string Node, InputEvent? Event)> events = Channel.CreateUnbounded<(string Node, InputEvent? Event)>();

    /// <summary>The profiles whose hotkeys are pressed from now on.</summary>
    /// <param name="tell">Is told, in words, what is listened to.</param>
    /// <param name="cancellation">Ends the sequence with an exception.</param>
    /// <exception cref="NotFoundException">There is no passthrough.yaml, or there are no input devices.</exception>
    /// <exception cref="InvalidInputException">passthrough.yaml cannot be understood.</exception>
    /// <exception cref="RefusedException">This user may read no keyboard.</exception>
    public async IAsyncEnumerable<UsbProfile> RunAsync(Action<string> tell, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var intent = IntentStore.PathOf(roots);
        using var plugged = Watch(roots.Dev(Nodes), "*", "there are no input devices");
        using var edited = Watch(Path.GetDirectoryName(roots.Locate(intent))!, Path.GetFileName(intent), "there is no passthrough.yaml");
        var profiles = Profiles();
        var judge = new HotkeyJudge(profiles);
        Scan(profiles, tell);
        if (open.Count == 0 && refused.Count > 0)
        {
            throw new RefusedException(
                $"this user may read none of {string.Join(", ", refused.Order(StringComparer.Ordinal))}", roots.NameOf(roots.Dev(Nodes)),
                "sudo usermod -aG input $USER and log in again (whoever is in the group 'input' can read every key that is typed); or have your desktop run: passthrough usb swap PROFILE");
        }

        tell(Words(profiles));
        try
        {
            await foreach (var (node, happened) in events.Reader.ReadAllAsync(cancellation))
            {
                switch (happened)
                {
                    case { } one:
                        if (judge.Take(node, one) is { } pressed)
                        {
                            yield return pressed;
                        }

                        break;
                    case null when string.Equals(node, intent, StringComparison.Ordinal):
                        if (Reread(tell) is { } read)
                        {
                            (profiles, judge) = (read, new HotkeyJudge(read));
                            Scan(profiles, tell);
                            tell(Words(profiles));
                        }

                        break;
                    default:
                        judge.Forget(node);
                        Close(node);
                        Scan(profiles, tell);
                        break;
                }
            }
        }
        finally
        {
            foreach (var node in open.Keys.ToList())
            {
                Close(node);
            }
        }
    }

    private ImmutableArray<UsbProfile> Profiles() => [.. IntentStore.Read(roots).UsbProfiles.Where(profile => profile.Hotkey is not null)];

    // A slip of the pen takes no hotkey away.
    private ImmutableArray<UsbProfile>? Reread(Action<string> tell)
    {
        try
        {
            return Profiles();
        }
        catch (InvalidInputException exception)
        {
            tell($"{exception.Message}; what was read before holds on");
            return null;
        }
    }

    private string Words(ImmutableArray<UsbProfile> profiles) => profiles.IsEmpty
        ? "no profile has a hotkey; nothing is read"
        : $"{string.Join("; ", profiles.Select(profile => $"{profile.Hotkey!.Words} swaps '{profile.Name}'"))}; read are {open.Count} devices";

    // Opens what has come; what is gone ends by itself.
    private void Scan(ImmutableArray<UsbProfile> profiles, Action<string> tell)
    {
        refused.Clear();
        var wanted = profiles.IsEmpty ? [] : InputDevices.Parse(new MachineReader(roots).ReadText(roots.Proc("bus/input/devices")) ?? "")
            .Where(device => device.Handlers.Contains(KeyHandler, StringComparer.Ordinal))
            .Select(device => device.Handlers.FirstOrDefault(handler => handler.StartsWith("event", StringComparison.Ordinal)))
            .OfType<string>().ToList();
        foreach (var node in open.Keys.Where(node => profiles.IsEmpty).ToList())
        {
            Close(node);
        }

        foreach (var node in wanted.Where(node => !open.ContainsKey(node)))
        {
            Open(node, tell);
        }
    }

    private void Open(string node, Action<string> tell)
    {
        try
        {
            var file = new FileStream(roots.Dev($"{Nodes}/{node}"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            open.Add(node, file);
            EventReading.Start(file, node, events.Writer);
        }
        catch (UnauthorizedAccessException)
        {
            // udev gives a new node its group a moment later, which is told as well.
            refused.Add(node);
        }
        catch (FileNotFoundException)
        {
            // Gone again, or not there yet.
        }
        catch (IOException exception)
        {
            tell($"{roots.NameOf(roots.Dev($"{Nodes}/{node}"))} cannot be read: {exception.Message}");
        }
    }

    private void Close(string node)
    {
        if (open.Remove(node, out var file))
        {
            file.Dispose();
        }
    }

    private FileSystemWatcher Watch(string folder, string names, string absent)
    {
        var isIntent = names is not "*";
        if (!Directory.Exists(folder))
        {
            throw new NotFoundException(absent, roots.NameOf(folder), isIntent ? "docs/usb.md tells how hotkeys are written" : null);
        }

        var source = isIntent ? IntentStore.PathOf(roots) : Unknown;
        return FolderWatch.Begin(folder, names, NotifyFilters.FileName | (isIntent ? NotifyFilters.LastWrite : NotifyFilters.Attributes), () => events.Writer.TryWrite((source, null)));
    }
}
