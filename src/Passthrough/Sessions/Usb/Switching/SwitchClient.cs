using System.Net.Sockets;
using System.Text;
using Passthrough.Changes;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Host;

namespace Passthrough.Sessions.Usb.Switching;

/// <summary>Asks the switch, so that who may do nothing alone needs no root.</summary>
public static class SwitchClient
{
    private const int LongestAnswer = 64 * 1024;

    // Several devices, for each of which libvirt waits until the guest has let go.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>True when the switch has to be asked: on the running machine, without root.</summary>
    /// <param name="roots">The machine.</param>
    public static bool IsNeeded(HostRoots roots) => roots.IsLive && !Rights.IsRoot;

    /// <summary>Asks, and waits for the answer.</summary>
    /// <param name="roots">The machine.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="command">The command that does it as root, for messages.</param>
    /// <param name="cancellation">Stops waiting; what was asked for is done all the same.</param>
    /// <exception cref="NeedsRootException">There is no switch on this machine.</exception>
    /// <exception cref="PassthroughException">The switch does not do it.</exception>
    public static async Task<SwitchAnswer> AskAsync(HostRoots roots, SwitchRequest request, string command, CancellationToken cancellation)
    {
        var path = roots.Locate(SwitchPort.Socket);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), limit.Token);
        }
        catch (SocketException exception)
        {
            // .NET has another error number for a path that is not there than the kernel: none is better.
            throw new NeedsRootException(
                $"'{command}' needs root, or the switch at {SwitchPort.Socket}, which does not answer; nothing was changed",
                null,
                $"sudo passthrough {command}; or, once: sudo passthrough usb setup, after which members of the group {SwitchRight.Group} need no root",
                inner: exception);
        }

        try
        {
            await SendAsync(socket, request, limit.Token);
            var line = await new SwitchLines(socket, LongestAnswer).ReadAsync(limit.Token);
            var answer = (line is null ? null : SwitchAnswer.Parse(line)) ?? throw new HypervisorException("the switch gave no answer", SwitchPort.Socket, "journalctl -u passthrough-switch.service tells more");
            return answer.Problem is { } problem ? throw problem.ToException() : answer;
        }
        catch (Exception exception) when (exception is SocketException or InvalidDataException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new HypervisorException($"the switch gave no answer: {exception.Message}", SwitchPort.Socket, "journalctl -u passthrough-switch.service tells more", ErrnoOf.Exception(exception), exception);
        }
    }

    private static async Task SendAsync(Socket socket, SwitchRequest request, CancellationToken cancellation)
    {
        try
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes($"{request}\n"), cancellation);
        }
        catch (SocketException)
        {
            // Who is cut off before they ask is told why.
        }
    }
}
