using Passthrough.Processes;

namespace Passthrough.Tests.Processes;

public sealed class TerminalToolTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("terminal");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task How_the_program_ended_is_told() =>
        Assert.Equal(7, await TerminalTool.RunAsync(new ToolCommand("sh", ["-c", "exit 7"]), TestContext.Current.CancellationToken));

    [Fact]
    public async Task A_program_that_is_given_up_is_asked_first_so_that_it_puts_the_terminal_right()
    {
        var asked = Path.Combine(folder.FullName, "asked");
        var ready = Path.Combine(folder.FullName, "ready");
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var watcher = new FileSystemWatcher(folder.FullName, "ready");
        watcher.Created += (_, _) => cancellation.Cancel();
        watcher.EnableRaisingEvents = true;

        // A sleep of its own would hold the shell's trap back until it is over.
        var command = new ToolCommand("sh", ["-c", $"trap 'kill $!; echo yes > {asked}; exit 0' TERM; sleep 600 & : > {ready}; wait $!"]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TerminalTool.RunAsync(command, cancellation.Token));
        Assert.True(File.Exists(asked));
    }
}
