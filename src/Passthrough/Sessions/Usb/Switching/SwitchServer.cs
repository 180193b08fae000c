using System.Net.Sockets;
using System.Text;
using Passthrough.Changes;
using Passthrough.Failures;
using Passthrough.Guests.Libvirt;
using Passthrough.Host;
using Passthrough.Host.Reading;
using Passthrough.Host.Security;

namespace Passthrough.Sessions.Usb.Switching;

/// <summary>
/// Answers at the switch's socket. Who may ask for nothing is told so and cut off at once, a person has one request and little time, a guest stays connected for as long as it runs. Ends when nobody is connected for a
/// while: systemd keeps the socket and starts it again.
/// </summary>
/// <param name="roots">The machine.</param>
/// <param name="libvirtUri">libvirt's daemon.</param>
public sealed class SwitchServer(HostRoots roots, string libvirtUri = LibvirtConnection.SystemUri) : IDisposable
{
    private const int MostConnections = 64;

    private static readonly TimeSpan PersonLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim turn = new(1);

    /// <summary>Serves a listening socket.</summary>
    /// <param name="listener">The socket.</param>
    /// <param name="idle">How long nobody has to be connected until it ends.</param>
    /// <param name="tell">Is told each request and its outcome, in words.</param>
    /// <param name="cancellation">Asks for the end; what is begun is finished.</param>
    public async Task RunAsync(Socket listener, TimeSpan idle, Action<string> tell, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var served = new List<Task>();
        while (await NextAsync(listener, served, idle, cancellation) is { } socket)
        {
            if (served.Count < MostConnections)
            {
                served.Add(ServeAsync(socket, tell, stop.Token));
            }
            else
            {
                socket.Dispose();
                tell($"{MostConnections} are connected; another one was cut off");
            }
        }

        await stop.CancelAsync();
        await Task.WhenAll(served);
    }

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();

    /// <summary>Does what a line asks for.</summary>
    /// <param name="right">What the peer may.</param>
    /// <param name="line">The request's line.</param>
    internal async Task<SwitchAnswer> AnswerAsync(SwitchRight right, byte[] line)
    {
        try
        {
            var request = SwitchRequest.Parse(Encoding.UTF8.GetString(line));
            right.Require(request);
            return await DoAsync(right.Guest, request);
        }
        catch (PassthroughException exception)
        {
            return SwitchAnswer.Not(exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return SwitchAnswer.Not(new HypervisorException(exception.Message, null, null, ErrnoOf.Exception(exception), exception));
        }
    }

    // Who comes in just as it is to end is not lost; null at the end.
    private static async Task<Socket?> NextAsync(Socket listener, List<Task> served, TimeSpan idle, CancellationToken cancellation)
    {
        using var accepting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var next = listener.AcceptAsync(accepting.Token).AsTask();
        while (!next.IsCompleted && !accepting.IsCancellationRequested)
        {
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(accepting.Token);
            var rest = Task.Delay(served.Count == 0 ? idle : Timeout.InfiniteTimeSpan, waiting.Token);
            var happened = await Task.WhenAny([next, rest, .. served]);
            await waiting.CancelAsync();
            served.RemoveAll(task => task.IsCompleted);
            if (happened == rest)
            {
                await accepting.CancelAsync();
            }
        }

        try
        {
            return await next;
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            return null;
        }
    }

    private async Task ServeAsync(Socket socket, Action<string> tell, CancellationToken cancellation)
    {
        using (socket)
        {
            try
            {
                var peer = SwitchPeer.Of(socket);
                var right = RightOf(peer);
                if (right.Problem is { } problem)
                {
                    await SendAsync(socket, SwitchAnswer.Not(problem), NameOf(right, peer), tell);
                    return;
                }

                if (right.Guest is not null)
                {
                    tell($"{NameOf(right, peer)} is connected");
                }

                var lines = new SwitchLines(socket, SwitchRequest.LongestLine);
                do
                {
                    using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                    limit.CancelAfter(right.Guest is null ? PersonLimit : Timeout.InfiniteTimeSpan);
                    if (await lines.ReadAsync(limit.Token) is not { } line)
                    {
                        return;
                    }

                    // A guest connects before its record says which process it is, and would be judged by its QEMU's user.
                    right = RightOf(peer);
                    await SendAsync(socket, await AnswerAsync(right, line), $"{NameOf(right, peer)}: {TextOf(line)}", tell);
                }
                while (right.Guest is not null);
            }
            catch (InvalidDataException exception)
            {
                tell($"cut off: {exception.Message}");
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException)
            {
                // Gone, or too slow; a guest's QEMU connects again by itself.
            }
        }
    }

    private static string NameOf(SwitchRight right, SwitchPeer peer) => right.Guest is { } guest ? $"guest '{guest}'" : $"user {peer.User} (process {peer.ProcessId})";

    private static string WordsOf(SwitchAnswer answer) => answer switch
    {
        { Problem: { } problem } => problem.Message,
        { Devices.IsEmpty: true } => "nothing was lent",
        _ => $"{string.Join(", ", answer.Devices.Select(device => device.Words))} {(answer.IsLent == true ? $"went to '{answer.Guest}'" : "came back")}",
    };

    // What comes from a guest goes into the journal: letters only.
    private static string TextOf(byte[] line) => string.Concat(Encoding.UTF8.GetString(line).Select(letter => char.IsControl(letter) ? '?' : letter));

    private static async Task SendAsync(Socket socket, SwitchAnswer answer, string what, Action<string> tell)
    {
        tell($"{what}: {WordsOf(answer)}");
        using var limit = new CancellationTokenSource(AnswerLimit);
        ReadOnlyMemory<byte> rest = (byte[])[.. answer.ToLine(), (byte)'\n'];
        while (rest.Length > 0)
        {
            rest = rest[await socket.SendAsync(rest, limit.Token)..];
        }
    }

    private SwitchRight RightOf(SwitchPeer peer)
    {
        var groups = GroupFile.Parse(new MachineReader(roots).ReadText(roots.Etc("group")));
        return SwitchRight.Of(
            peer,
            groups.FirstOrDefault(group => string.Equals(group.Name, SwitchRight.Group, StringComparison.Ordinal))?.Number,
            from record in SessionStore.ReadAll(roots)
            let process = record.Process ?? GuestProcess.Read(roots, record.Guest, record.Runtime)
            where process?.IsAlive(roots) == true
            select (record.Guest, process.Id));
    }

    private async Task<SwitchAnswer> DoAsync(string? guest, SwitchRequest request)
    {
        // What is begun is finished, so that no half of a profile is left behind who went away.
        await turn.WaitAsync(CancellationToken.None);
        try
        {
            var swap = new UsbSwap(roots, libvirtUri);
            switch (request)
            {
                case { Verb: SwitchVerb.Return, Device: { } device }:
                    var loan = await new UsbLending(roots, libvirtUri).ReturnAsync(device, request.Name, CancellationToken.None);
                    return SwitchAnswer.Done(loan.Guest, new UsbSwapped(false, [loan]));
                case { Verb: SwitchVerb.Swap, Name: { } name }:
                    var profile = swap.Find(name);
                    return SwitchAnswer.Done(profile.Guest, await swap.RunAsync(profile, request.IsAgreed, CancellationToken.None));
                case { Name: { } name }:
                    var lent = swap.Find(name);
                    return SwitchAnswer.Done(lent.Guest, new UsbSwapped(false, await swap.ReturnAsync(lent, CancellationToken.None)));
                default:
                    return SwitchAnswer.Done(guest!, new UsbSwapped(false, await swap.ReturnAllAsync(guest!, CancellationToken.None)));
            }
        }
        finally
        {
            turn.Release();
        }
    }
}
