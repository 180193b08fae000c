using System.Buffers;
using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Passthrough.Failures;

namespace Passthrough.Qmp;

/// <summary>
/// A QEMU Machine Protocol client. Replies are matched to commands by id and events are handed to whoever subscribed, so both may interleave. Once the connection
/// fails, every waiting command and every later one fails with the same reason.
/// </summary>
public sealed class QmpClient : IAsyncDisposable
{
    /// <summary>The longest line that is accepted: QEMU's longest reply (<c>query-qmp-schema</c>) is a fraction of it.</summary>
    public const int LongestLine = 4 * 1024 * 1024;

    /// <summary>How long a command may take when the caller does not say.</summary>
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(30);

    private readonly Stream stream;
    private readonly string where;
    private readonly Lock gate = new();
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly Dictionary<long, TaskCompletionSource<JsonElement>> pending = [];
    private readonly TaskCompletionSource greeting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource disposal = new();
    private readonly Task reading;
    private ImmutableArray<QmpEventStream> subscribers = [];
    private HypervisorException? failure;
    private long lastId;

    private QmpClient(Stream stream, string where)
    {
        this.stream = stream;
        this.where = where;
        reading = ReadAsync();
    }

    /// <summary>Ends when the connection ends, for whatever reason; never fails.</summary>
    public Task Closed => reading;

    /// <summary>Connects to QEMU's socket and negotiates capabilities.</summary>
    /// <param name="path">The Unix socket that was given to QEMU as <c>-qmp unix:PATH,server=on,wait=off</c>.</param>
    /// <param name="limit">How long QEMU may take to greet; null for <see cref="DefaultLimit"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="HypervisorException">Nobody listens there, or who listens does not speak QMP.</exception>
    public static async Task<QmpClient> ConnectAsync(string path, TimeSpan? limit = null, CancellationToken cancellation = default)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new HypervisorException($"QEMU does not listen on '{path}': {exception.Message}", path, null, exception.NativeErrorCode, exception);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            socket.Dispose();
            throw new HypervisorException($"'{path}' is too long for a Unix socket", path, null, null, exception);
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }

        return await OpenAsync(new NetworkStream(socket, ownsSocket: true), path, limit, cancellation);
    }

    /// <summary>Speaks QMP over an open stream, which it then owns, and negotiates capabilities.</summary>
    /// <param name="stream">Both directions.</param>
    /// <param name="where">What to call it in errors.</param>
    /// <param name="limit">How long QEMU may take to greet; null for <see cref="DefaultLimit"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="HypervisorException">The other end does not greet in time or does not speak QMP.</exception>
    public static async Task<QmpClient> OpenAsync(Stream stream, string where, TimeSpan? limit = null, CancellationToken cancellation = default)
    {
        var client = new QmpClient(stream, where);
        try
        {
            await client.WithinAsync(client.greeting.Task, "the greeting", limit ?? DefaultLimit, cancellation);
            await client.ExecuteAsync("qmp_capabilities", cancellation: cancellation, limit: limit);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs one command.</summary>
    /// <param name="command">QMP's name of it, such as <c>query-status</c>.</param>
    /// <param name="arguments">Its arguments; null for none.</param>
    /// <param name="limit">How long to wait for the reply; null for <see cref="DefaultLimit"/>.</param>
    /// <param name="cancellation">Stops waiting for the reply; QEMU may still carry the command out.</param>
    /// <returns>What QEMU returned.</returns>
    /// <exception cref="HypervisorException">QEMU refused, did not answer in time, or the connection was lost.</exception>
    public async Task<JsonElement> ExecuteAsync(string command, JsonObject? arguments = null, TimeSpan? limit = null, CancellationToken cancellation = default)
    {
        var reply = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        long id;
        lock (gate)
        {
            if (failure is not null)
            {
                throw new HypervisorException(failure.Message, where, failure.NextStep, failure.Errno, failure);
            }

            id = ++lastId;
            pending[id] = reply;
        }

        try
        {
            await SendAsync(command, arguments, id, cancellation);
            await WithinAsync(reply.Task, $"'{command}'", limit ?? DefaultLimit, cancellation);
            return await reply.Task;
        }
        finally
        {
            lock (gate)
            {
                pending.Remove(id);
            }
        }
    }

    /// <summary>Collects events from now on.</summary>
    public QmpEventStream Subscribe()
    {
        var subscriber = new QmpEventStream(where, leaving =>
        {
            lock (gate)
            {
                subscribers = subscribers.Remove(leaving);
            }
        });
        lock (gate)
        {
            subscribers = subscribers.Add(subscriber);
            if (failure is not null)
            {
                subscriber.Complete(failure);
            }
        }

        return subscriber;
    }

    /// <summary>Closes the connection; QEMU goes on.</summary>
    public async ValueTask DisposeAsync()
    {
        await disposal.CancelAsync();
        await stream.DisposeAsync();
        await reading;
        disposal.Dispose();
        writing.Dispose();
    }

    private async Task SendAsync(string command, JsonObject? arguments, long id, CancellationToken cancellation)
    {
        var line = LineOf(command, arguments, id);
        await writing.WaitAsync(cancellation);
        try
        {
            await stream.WriteAsync(line, cancellation);
            await stream.FlushAsync(cancellation);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            throw Lost("cannot be written to", exception);
        }
        finally
        {
            writing.Release();
        }
    }

    private static ReadOnlyMemory<byte> LineOf(string command, JsonObject? arguments, long id)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("execute", command);
            if (arguments is not null)
            {
                writer.WritePropertyName("arguments");
                arguments.WriteTo(writer);
            }

            writer.WriteNumber("id", id);
            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }

    private async Task WithinAsync(Task task, string what, TimeSpan limit, CancellationToken cancellation)
    {
        try
        {
            await task.WaitAsync(limit, cancellation);
        }
        catch (TimeoutException exception)
        {
            throw new HypervisorException($"QEMU did not answer {what} within {limit.TotalSeconds:0.#} s", where, null, null, exception);
        }
    }

    private async Task ReadAsync()
    {
        // The constructor must not run into the stream: the first read may complete at once.
        await Task.Yield();
        HypervisorException reason;
        try
        {
            reason = await ReadLinesAsync();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            reason = Lost("was lost", exception);
        }

        Fail(reason);
    }

    private async Task<HypervisorException> ReadLinesAsync()
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        while (true)
        {
            var result = await reader.ReadAsync(disposal.Token);
            var buffer = result.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, end);
                buffer = buffer.Slice(buffer.GetPosition(1, end));
                if (line.Length > LongestLine)
                {
                    return TooLong();
                }

                if (Receive(line.ToArray()) is { } reason)
                {
                    return reason;
                }
            }

            if (buffer.Length > LongestLine)
            {
                return TooLong();
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                return Lost("was closed by QEMU", null);
            }
        }
    }

    private HypervisorException? Receive(byte[] line)
    {
        if (line.AsSpan().Trim(" \t\r"u8).IsEmpty)
        {
            return null;
        }

        switch (QmpMessage.Parse(line))
        {
            case QmpGreeting:
                greeting.TrySetResult();
                return null;
            case QmpReturn reply:
                Take(reply.Id)?.TrySetResult(reply.Value);
                return null;
            case QmpError { Id: null } error:
                return new HypervisorException($"QEMU did not understand a line: {error.Description} ({error.Class})", where);
            case QmpError error:
                Take(error.Id)?.TrySetException(new HypervisorException($"QEMU refused: {error.Description} ({error.Class})", where));
                return null;
            case QmpEvent happened:
                Deliver(happened);
                return null;
            case QmpRubbish rubbish:
                return new HypervisorException($"what answers does not speak QMP: {rubbish.Reason}", where);
            default:
                return null;
        }
    }

    private TaskCompletionSource<JsonElement>? Take(long? id)
    {
        lock (gate)
        {
            return id is { } known && pending.Remove(known, out var waiting) ? waiting : null;
        }
    }

    private void Deliver(QmpEvent happened)
    {
        ImmutableArray<QmpEventStream> listening;
        lock (gate)
        {
            listening = subscribers;
        }

        foreach (var subscriber in listening)
        {
            subscriber.Deliver(happened);
        }
    }

    private void Fail(HypervisorException reason)
    {
        ImmutableArray<QmpEventStream> listening;
        TaskCompletionSource<JsonElement>[] waiting;
        lock (gate)
        {
            failure = reason;
            listening = subscribers;
            waiting = [.. pending.Values];
            pending.Clear();
        }

        greeting.TrySetException(reason);
        foreach (var command in waiting)
        {
            command.TrySetException(reason);
        }

        foreach (var subscriber in listening)
        {
            subscriber.Complete(reason);
        }
    }

    private HypervisorException TooLong() =>
        new($"what answers sent a line of more than {LongestLine} bytes, which QEMU never does", where);

    private HypervisorException Lost(string how, Exception? exception) =>
        new($"the connection to QEMU on '{where}' {how}", where, null, null, exception);
}
