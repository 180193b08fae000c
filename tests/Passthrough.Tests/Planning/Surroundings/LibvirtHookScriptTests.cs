using Passthrough.Planning;
using Passthrough.Processes;
using Passthrough.Tests.Changes;

namespace Passthrough.Tests.Planning.Surroundings;

/// <summary>The script that libvirt runs, planned where libvirt is, and run by the machine's own shell.</summary>
public sealed class LibvirtHookScriptTests : IDisposable
{
    private const string Hook = "/etc/libvirt/hooks/qemu.d/passthrough";

    private readonly string folder = Directory.CreateTempSubdirectory("passthrough-hook-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void It_is_written_where_libvirt_is_and_nowhere_else()
    {
        using var with = SurroundedHost.Create();
        using var without = new ScratchHost();
        Assert.Contains(Planner.Plan(with.Facts, ScratchHost.Request).Changes, change => change is FileChange { Path: Hook });
        Assert.DoesNotContain(Planner.Plan(without.Facts, ScratchHost.Request).Changes, change => change is FileChange { Path: Hook });
    }

    [Theory]
    [InlineData("6.0.0-0ubuntu8", 0)]
    [InlineData("6.5.0", 1)]
    [InlineData(null, 1)]
    public void A_libvirt_that_does_not_look_into_the_folder_gets_none(string? version, int hooks)
    {
        using var host = SurroundedHost.Create();
        var facts = host.Facts with { Virtualization = host.Facts.Virtualization with { LibvirtVersion = version } };
        Assert.Equal(hooks, Planner.Plan(facts, ScratchHost.Request).Changes.Count(change => change is FileChange { Path: Hook }));
    }

    [Theory]
    [InlineData("prepare", "hook a guest prepare begin - | <domain/>")]
    [InlineData("started", "hook a guest started begin - | <domain/>")]
    [InlineData("release", "hook a guest release begin - | <domain/>")]
    [InlineData("stopped", "")]
    [InlineData("reconnect", "")]
    public async Task It_hands_on_what_matters_and_lets_the_rest_pass(string operation, string called)
    {
        var program = Path.Combine(folder, "it's a program");
        await WriteAsync(program, "#!/bin/sh\nprintf '%s | ' \"$*\"\ncat\n");
        var result = await RunAsync(program, operation);
        Assert.Equal((0, called), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task What_the_program_refuses_is_what_libvirt_hears()
    {
        var program = Path.Combine(folder, "program");
        await WriteAsync(program, "#!/bin/sh\necho held >&2\nexit 3\n");
        var result = await RunAsync(program, "prepare");
        Assert.Equal((3, "held\n"), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task Without_the_program_every_guest_starts() => Assert.Equal(0, (await RunAsync(Path.Combine(folder, "gone"), "prepare")).ExitCode);

    private async Task<ToolResult> RunAsync(string program, string operation)
    {
        using var host = SurroundedHost.Create();
        var script = Path.Combine(folder, "script");
        await WriteAsync(script, Planner.Plan(host.Facts, ScratchHost.Request with { Program = program }).Changes.OfType<FileChange>().Single(change => change.Path is Hook).After);
        return await ToolRunner.RunAsync(new ToolCommand(script, ["a guest", operation, "begin", "-"]) { Input = "<domain/>" }, cancellation: TestContext.Current.CancellationToken);
    }

    private static async Task WriteAsync(string path, string text)
    {
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }
}
