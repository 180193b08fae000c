using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Passthrough.Failures;

namespace Passthrough.Rehearsal.VirtualPc;

/// <summary>
/// The host's end of the virtual PC's control port (a virtio-serial port). The PC writes <c>READY</c> after each boot. The host writes <c>RUN length</c> and the command;
/// the PC answers <c>END exit-code output-length error-length</c>, then exactly those bytes.
/// </summary>
internal sealed class ControlChannel(Socket socket) : IDisposable
{
    private readonly NetworkStream stream = new(socket, ownsSocket: true);
    private readonly byte[] buffer = new byte[64 * 1024];
    private int start;
    private int end;

    /// <summary>Waits for the line that the PC writes when it has booted.</summary>
    public async Task WaitUntilReadyAsync(CancellationToken cancellation)
    {
        if (await ReadLineAsync(cancellation) is not "READY" and var line)
        {
            throw new RehearsalFailedException($"the virtual PC said '{line}' instead of READY");
        }
    }

    /// <summary>Runs a command with <c>bash -c</c> in the PC, as root.</summary>
    public async Task<ShellResult> RunAsync(string command, CancellationToken cancellation)
    {
        await SendAsync(command, cancellation);
        var line = await ReadLineAsync(cancellation);
        if (line.Split(' ') is not ["END", var exit, var output, var error]
            || !int.TryParse(exit, CultureInfo.InvariantCulture, out var exitCode)
            || !int.TryParse(output, CultureInfo.InvariantCulture, out var outputLength)
            || !int.TryParse(error, CultureInfo.InvariantCulture, out var errorLength))
        {
            throw new RehearsalFailedException($"the virtual PC answered '{line}' to '{command}'");
        }

        return new ShellResult(command, exitCode, await ReadTextAsync(outputLength, cancellation), await ReadTextAsync(errorLength, cancellation));
    }

    /// <summary>Runs a command that ends the system before it may answer, such as a reboot.</summary>
    public async Task SendAsync(string command, CancellationToken cancellation)
    {
        var bytes = Encoding.UTF8.GetBytes(command);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"RUN {bytes.Length}\n"), cancellation);
        await stream.WriteAsync(bytes, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private async Task<string> ReadLineAsync(CancellationToken cancellation)
    {
        var line = new List<byte>();
        while (true)
        {
            var next = await ReadByteAsync(cancellation);
            if (next == '\n')
            {
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(next);
        }
    }

    private async Task<string> ReadTextAsync(int length, CancellationToken cancellation)
    {
        var bytes = new byte[length];
        for (var index = 0; index < length; index++)
        {
            bytes[index] = await ReadByteAsync(cancellation);
        }

        return Encoding.UTF8.GetString(bytes);
    }

    private async ValueTask<byte> ReadByteAsync(CancellationToken cancellation)
    {
        if (start == end)
        {
            start = 0;
            end = await stream.ReadAsync(buffer, cancellation);
            if (end == 0)
            {
                throw new RehearsalFailedException("the virtual PC ended unexpectedly");
            }
        }

        return buffer[start++];
    }
}
