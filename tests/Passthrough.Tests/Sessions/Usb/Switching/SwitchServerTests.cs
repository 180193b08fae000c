using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Native.Libc;
using Passthrough.Sessions;
using Passthrough.Sessions.Leases;
using Passthrough.Sessions.Usb.Switching;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Sessions.Usb.Switching;

/// <summary>The real socket, with the kernel's word for who connects: this process, which is made a member or a guest by what the machine's files say.</summary>
public sealed class SwitchServerTests : IAsyncDisposable
{
    private static readonly UsbLease Mouse = new("1-2", "046d:c08b", 1, 3, "G502 Mouse", [], null);

    private readonly CancellationTokenSource stop = new();
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly SwitchServer server;
    private readonly Task served;
    private readonly List<string> told = [];

    private readonly ScratchMachine machine = new ScratchMachine().WithUsb().Folder("/run/passthrough").File(
        "/etc/passthrough/passthrough.yaml", "usb-profiles:\n  - { name: desk, guest: win11, devices: [ \"1-2\" ] }\n");

    public SwitchServerTests()
    {
        SessionStore.Write(machine.Roots, new SessionRecord(1, "win11", GuestRuntime.Qemu, [], new ProcessIdentity(7, 1), new ProcessIdentity(8, 1)) { Leases = [Mouse] });
        listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        listener.Listen();
        server = new SwitchServer(machine.Roots);
        served = server.RunAsync(listener, TimeSpan.FromMinutes(10), told.Add, stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await served;
        server.Dispose();
        stop.Dispose();
        listener.Dispose();
        machine.Dispose();
    }

    private string SocketPath => machine.Path(SwitchPort.Socket);

    [Fact]
    public async Task A_member_of_the_group_swaps_a_profile_back()
    {
        Admit();
        var answer = await SwitchClient.AskAsync(machine.Roots, new SwitchRequest(SwitchVerb.Swap, "desk"), "usb swap desk", TestContext.Current.CancellationToken);
        Assert.Equal((false, "win11"), (answer.IsLent, answer.Guest));
        Assert.Equal("1-2", Assert.Single(answer.Devices).Port);
        Assert.Empty(SessionStore.Read(machine.Roots, "win11")!.Leases);
        Assert.Contains("swap desk: 1-2 (046d:c08b G502 Mouse) came back", Assert.Single(told), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("return 1-2 win11", 1)]
    [InlineData("back desk", 1)]
    public async Task Returning_is_asked_for_in_a_line_too(string line, int count)
    {
        Admit();
        Assert.Equal(count, (await AnswersAsync($"{line}\n", 1))[0].GetProperty("devices").GetArrayLength());
        Assert.Empty(SessionStore.Read(machine.Roots, "win11")!.Leases);
    }

    [Fact]
    public async Task A_failure_arrives_as_what_it_is()
    {
        Admit();
        var missing = await Assert.ThrowsAsync<NotFoundException>(() => SwitchClient.AskAsync(machine.Roots, new SwitchRequest(SwitchVerb.Swap, "dest"), "usb swap dest", TestContext.Current.CancellationToken));
        Assert.Contains("desk", missing.NextStep, StringComparison.Ordinal);
        Assert.Equal("invalidInput", Kind((await AnswersAsync("swap desk; rm -rf /\n", 1))[0]));
    }

    [Fact]
    public async Task A_guest_may_ask_for_its_own_as_often_as_it_likes_on_one_connection()
    {
        Admit();
        var stat = $"{Environment.ProcessId} (qemu) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 99 0 0\n";
        machine.File($"/proc/{Environment.ProcessId}/stat", stat);
        SessionStore.Write(machine.Roots, new SessionRecord(1, "own", GuestRuntime.Qemu, [], new ProcessIdentity(7, 1), new ProcessIdentity(Environment.ProcessId, 99)));
        var answers = await AnswersAsync("back\r\nswap desk\nback\n", 3);
        Assert.Equal(("own", 0), (answers[0].GetProperty("guest").GetString(), answers[0].GetProperty("devices").GetArrayLength()));
        Assert.Equal("refused", Kind(answers[1]));
        Assert.Equal("own", answers[2].GetProperty("guest").GetString());
        Assert.NotEmpty(SessionStore.Read(machine.Roots, "win11")!.Leases);
    }

    [Fact]
    public async Task A_line_without_end_is_cut_off()
    {
        Admit();
        Assert.Empty(await AnswersAsync(new string('x', 10_000), 1));
    }

    [Fact]
    public async Task Where_nobody_listens_both_ways_are_named()
    {
        using var other = new ScratchMachine();
        var refusal = await Assert.ThrowsAsync<NeedsRootException>(() => SwitchClient.AskAsync(other.Roots, new SwitchRequest(SwitchVerb.Swap, "desk"), "usb swap desk", TestContext.Current.CancellationToken));
        Assert.Contains("sudo passthrough usb swap desk", refusal.NextStep, StringComparison.Ordinal);
        Assert.Contains("sudo passthrough usb setup", refusal.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_ends_when_nobody_is_connected()
    {
        using var idle = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        idle.Bind(new UnixDomainSocketEndPoint(SocketPath + "-idle"));
        idle.Listen();
        await server.RunAsync(idle, TimeSpan.FromMilliseconds(1), told.Add, TestContext.Current.CancellationToken);
        Assert.Empty(told);
    }

    // The test's own group is the group libvirt of this machine.
    private void Admit() => machine.File("/etc/group", $"libvirt:x:{EffectiveUser.GroupId}:\n");

    private static string? Kind(JsonElement answer) => answer.GetProperty("problem").GetProperty("kind").GetString();

    private async Task<List<JsonElement>> AnswersAsync(string lines, int count)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), TestContext.Current.CancellationToken);
        await socket.SendAsync(Encoding.UTF8.GetBytes(lines), TestContext.Current.CancellationToken);
        var read = new SwitchLines(socket, 100_000);
        var answers = new List<JsonElement>();
        try
        {
            while (answers.Count < count && await read.ReadAsync(TestContext.Current.CancellationToken) is { } line)
            {
                answers.Add(JsonDocument.Parse(line).RootElement.Clone());
            }
        }
        catch (SocketException)
        {
            // Cut off with something unread.
        }

        return answers;
    }
}
