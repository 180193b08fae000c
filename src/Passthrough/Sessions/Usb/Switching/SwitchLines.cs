using System.Net.Sockets;

namespace Passthrough.Sessions.Usb.Switching;

/// <summary>Lines of bytes of a socket, each of a limited length.</summary>
/// <param name="socket">The socket.</param>
/// <param name="longest">The longest line in bytes, without its end.</param>
internal sealed class SwitchLines(Socket socket, int longest)
{
    private readonly byte[] buffer = new byte[longest + 2];
    private int count;

    /// <summary>The next line without its end (a line feed, with a carriage return before it or not).</summary>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Null at the end; what comes after the last line feed is no line.</returns>
    /// <exception cref="InvalidDataException">It is longer than lines may be.</exception>
    /// <exception cref="SocketException">The connection broke.</exception>
    public async Task<byte[]?> ReadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var end = buffer.AsSpan(0, count).IndexOf((byte)'\n');
            if (end >= 0)
            {
                var line = buffer[..end];
                count -= end + 1;
                buffer.AsSpan(end + 1, count).CopyTo(buffer);
                return line is [.. var bare, (byte)'\r'] ? bare : line;
            }

            if (count == buffer.Length)
            {
                throw new InvalidDataException($"a line is longer than {longest} bytes");
            }

            var read = await socket.ReceiveAsync(buffer.AsMemory(count), cancellation);
            if (read == 0)
            {
                return null;
            }

            count += read;
        }
    }
}
