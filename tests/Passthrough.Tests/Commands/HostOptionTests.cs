using Passthrough.Cli.Commands;
using Passthrough.Cli.Terminal;
using Passthrough.Host.Snapshots;
using Passthrough.Tests.Host.Snapshots;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Commands;

public class HostOptionTests
{
    [Theory]
    [InlineData("check")]
    [InlineData("groups")]
    [InlineData("groups", "--json")]
    [InlineData("devices", "--tree")]
    [InlineData("cpu", "--gpu", "01:00.0", "--guest-cores", "2", "--io-threads", "1")]
    [InlineData("cpu", "--cpus", "2-3", "--one-thread", "--json")]
    [InlineData("plan", "--gpu", "01:00.0")]
    [InlineData("guest", "list")]
    [InlineData("status")]
    public async Task Reading_commands_read_a_snapshot_and_leave_no_folder(params string[] command)
    {
        using var file = new ScratchFile("pc.tar.gz");
        using var machine = Desktop.Intel().Board(isIommuOn: true).WithRadeon(group: 14);
        SnapshotTaker.Take(machine.Roots, file.Path, TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Success, await Run([.. command, "--host", file.Path]));
        Assert.Equal(ExitCode.Success, await Run([.. command, "--host", machine.Roots.Root]));
    }

    [Theory]
    [InlineData("apply", "--gpu", "01:00.0")]
    [InlineData("undo")]
    [InlineData("recover")]
    [InlineData("setup")]
    [InlineData("guest", "create", "win11", "--gpu", "01:00.0")]
    [InlineData("guest", "edit", "win11", "--memory", "8G")]
    [InlineData("guest", "start", "win11")]
    [InlineData("guest", "stop", "win11")]
    [InlineData("guest", "delete", "win11")]
    [InlineData("guest", "install-media", "win11", "--drivers", "virtio-win.iso")]
    [InlineData("rehearse")]
    public async Task Changing_commands_refuse_another_machine_and_change_nothing(params string[] command)
    {
        using var machine = Desktop.Intel().Board(isIommuOn: true).WithRadeon(group: 14);
        var before = Directory.GetFileSystemEntries(machine.Path("/etc"));
        Assert.Equal(ExitCode.Usage, await Run([.. command, "--host", machine.Roots.Root]));
        Assert.Equal(before, Directory.GetFileSystemEntries(machine.Path("/etc")));
    }

    [Theory]
    [InlineData("--cpus", "two")]
    [InlineData("--cpus", "0-999")]
    [InlineData("--cache-domain", "99")]
    [InlineData("--guest-cores", "2", "--cpus", "2-3")]
    public async Task Cores_that_nobody_can_give_are_an_input_that_is_wrong(params string[] options)
    {
        using var machine = Desktop.Intel().Board(isIommuOn: true);
        Assert.Equal(ExitCode.Usage, await Run(["cpu", .. options, "--host", machine.Roots.Root]));
    }

    [Fact]
    public async Task What_is_no_machine_ends_with_its_own_code()
    {
        using var file = new ScratchFile("notes.txt");
        Assert.Equal(ExitCode.NotFound, await Run(["check", "--host", file.Path]));
        await File.WriteAllTextAsync(file.Path, "not an archive, only words", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Usage, await Run(["check", "--host", file.Path]));
        Assert.Equal(ExitCode.Refused, await Run(["snapshot", file.Path]));
        Assert.Equal(ExitCode.Usage, await Run(["snapshot", ""]));
        using var machine = Desktop.Intel().Board(isIommuOn: true);
        Assert.Equal(ExitCode.Usage, await Run(["check", "--host", machine.Path("/sys/bus")]));
    }

    private static async Task<ExitCode> Run(string[] arguments) => (ExitCode)await RootCommandBuilder.Create().Parse(arguments).InvokeAsync();
}
