using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;
using Passthrough.Failures;
using Passthrough.Qmp;

namespace Passthrough.Tests.Qmp;

public sealed class QmpClientTests : IAsyncDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private readonly Pipe toClient = new();
    private readonly Pipe toQemu = new();
    private readonly StreamReader heard;

    public QmpClientTests() => heard = new StreamReader(toQemu.Reader.AsStream());

    public async ValueTask DisposeAsync()
    {
        await toClient.Writer.CompleteAsync();
        heard.Dispose();
    }

    [Fact]
    public async Task Greets_negotiates_and_sends_arguments()
    {
        await using var client = await OpenAsync();
        var reply = client.ExecuteAsync("human-monitor-command", new JsonObject { ["command-line"] = "info \"pci\"" }, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal("""{"execute":"human-monitor-command","arguments":{"command-line":"info \u0022pci\u0022"},"id":2}""", await HearAsync());
        await SayAsync("""{"return": "text", "id": 2}""");
        Assert.Equal("text", (await reply).GetString());
    }

    [Fact]
    public async Task Replies_out_of_order_with_events_between_find_their_commands()
    {
        await using var client = await OpenAsync();
        using var events = client.Subscribe();
        var first = client.ExecuteAsync("first", cancellation: TestContext.Current.CancellationToken);
        var second = client.ExecuteAsync("second", cancellation: TestContext.Current.CancellationToken);
        await SayAsync("""{"event": "RESUME", "timestamp": {"seconds": 1, "microseconds": 2}}""");
        await SayAsync("""{"return": 2, "id": 3}""");
        await SayAsync("""{"event": "SHUTDOWN", "data": {"guest": true}}""");
        await SayAsync("""{"return": 1, "id": 2}""");

        Assert.Equal((1, 2), ((await first).GetInt32(), (await second).GetInt32()));
        var shutdown = await events.WaitForAsync("SHUTDOWN", Soon, TestContext.Current.CancellationToken);
        Assert.True(shutdown!.Data.GetProperty("guest").GetBoolean());
    }

    [Fact]
    public async Task An_error_carries_the_words_of_qemu_and_leaves_the_connection_usable()
    {
        await using var client = await OpenAsync();
        var refused = client.ExecuteAsync("nonsense", cancellation: TestContext.Current.CancellationToken);
        await SayAsync("""{"id": 2, "error": {"class": "CommandNotFound", "desc": "The command nonsense has not been found"}}""");
        var exception = await Assert.ThrowsAsync<HypervisorException>(() => refused);
        Assert.Contains("The command nonsense has not been found", exception.Message, StringComparison.Ordinal);

        var next = client.ExecuteAsync("query-status", cancellation: TestContext.Current.CancellationToken);
        await SayAsync("""{"return": {}, "id": 3}""");
        await next;
    }

    [Fact]
    public async Task A_lost_connection_fails_what_waits_and_what_comes_later()
    {
        await using var client = await OpenAsync();
        using var events = client.Subscribe();
        var waiting = client.ExecuteAsync("query-status", cancellation: TestContext.Current.CancellationToken);
        await toClient.Writer.CompleteAsync();

        await Assert.ThrowsAsync<HypervisorException>(() => waiting);
        await client.Closed;
        await Assert.ThrowsAsync<HypervisorException>(() => client.ExecuteAsync("quit", cancellation: TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<HypervisorException>(() => events.WaitForAsync("SHUTDOWN", Soon, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("[1, 2]")]
    [InlineData("{\"surprise\": 1}")]
    [InlineData("{\"error\": {\"class\": \"GenericError\", \"desc\": \"JSON parse error\"}}")]
    public async Task Rubbish_ends_the_connection_with_a_reason(string line)
    {
        await using var client = await OpenAsync();
        var waiting = client.ExecuteAsync("query-status", cancellation: TestContext.Current.CancellationToken);
        await SayAsync(line);
        await Assert.ThrowsAsync<HypervisorException>(() => waiting);
    }

    [Fact]
    public async Task A_line_without_end_is_refused()
    {
        await using var client = await OpenAsync();
        var waiting = client.ExecuteAsync("query-status", cancellation: TestContext.Current.CancellationToken);
        var flood = SayAsync(new string('x', QmpClient.LongestLine + 1));
        var exception = await Assert.ThrowsAsync<HypervisorException>(() => waiting);
        Assert.Contains("bytes", exception.Message, StringComparison.Ordinal);
        await toClient.Reader.CompleteAsync();
        await flood;
    }

    [Fact]
    public async Task Who_does_not_answer_is_given_up_after_the_limit()
    {
        await using var client = await OpenAsync();
        var exception = await Assert.ThrowsAsync<HypervisorException>(
            () => client.ExecuteAsync("query-status", limit: TimeSpan.FromMilliseconds(20), cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("query-status", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_does_not_come_is_null_after_the_limit()
    {
        await using var client = await OpenAsync();
        using var events = client.Subscribe();
        Assert.Null(await events.WaitForAsync("SHUTDOWN", TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_socket_that_is_not_there_is_named()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var exception = await Assert.ThrowsAsync<HypervisorException>(() => QmpClient.ConnectAsync(path, cancellation: TestContext.Current.CancellationToken));
        Assert.Equal(path, exception.Where);
        Assert.NotNull(exception.Errno);
    }

    [Fact]
    public async Task A_path_too_long_for_a_socket_is_named() =>
        await Assert.ThrowsAsync<HypervisorException>(() => QmpClient.ConnectAsync("/" + new string('x', 200), cancellation: TestContext.Current.CancellationToken));

    private async Task<QmpClient> OpenAsync()
    {
        var opening = QmpClient.OpenAsync(new PairedStream(toClient.Reader.AsStream(), toQemu.Writer.AsStream()), "the test", cancellation: TestContext.Current.CancellationToken);
        await SayAsync("""{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}}, "capabilities": ["oob"]}}""");
        Assert.Equal("""{"execute":"qmp_capabilities","id":1}""", await HearAsync());
        await SayAsync("""{"return": {}, "id": 1}""");
        return await opening;
    }

    private async Task<string?> HearAsync() => await heard.ReadLineAsync(TestContext.Current.CancellationToken);

    private async Task SayAsync(string line) => await toClient.Writer.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), TestContext.Current.CancellationToken);
}
