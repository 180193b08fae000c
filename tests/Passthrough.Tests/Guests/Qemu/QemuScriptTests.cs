using Passthrough.Guests;
using Passthrough.Guests.Firmware;
using Passthrough.Guests.Qemu;
using Passthrough.Processes;
using Passthrough.Tests.Host.Snapshots;

namespace Passthrough.Tests.Guests.Qemu;

public class QemuScriptTests
{
    public static TheoryData<string, string> Names => TestGuests.Pinned;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_shell_gives_the_program_the_very_arguments(string machine, string name)
    {
        using var script = new ScratchFile("guest.sh");
        using var program = new ScratchFile("a program's \"name\"");
        using var template = new ScratchFile("variables");
        var folder = Path.GetDirectoryName(script.Path)!;
        var paths = new GuestPaths($"{folder}/run", name, $"{folder}/state");
        var guest = WithTemplate(TestGuests.PinnedDesign(machine, name).Guest, template.Path);
        var host = TestGuests.HostOf(machine);
        host = host with { Virtualization = host.Virtualization with { QemuPath = program.Path } };
        await File.WriteAllTextAsync(template.Path, "empty", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(program.Path, "#!/bin/sh\nprintf '%s\\0' \"$0\" \"$@\"\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(program.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await File.WriteAllTextAsync(script.Path, QemuScript.Of(guest, paths, host), TestContext.Current.CancellationToken);

        var result = await ToolRunner.RunAsync(new ToolCommand("/bin/sh", [script.Path]), cancellation: TestContext.Current.CancellationToken);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(QemuScript.Command(guest, paths, host), result.Output.TrimEnd('\n').TrimEnd('\0').Split('\0'));
        Assert.Equal(guest.Firmware.Kind == GuestFirmwareKind.Uefi, File.Exists(paths.Variables));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_script_is_as_pinned(string machine, string name) =>
        Golden.Matches($"guests/{machine}/{name}.sh", QemuScript.Of(TestGuests.PinnedDesign(machine, name).Guest, GuestPaths.Of(Passthrough.Host.HostRoots.Live, name), TestGuests.HostOf(machine)));

    [Theory]
    [MemberData(nameof(Names))]
    public void It_does_not_wait_for_someone_to_pin_it(string machine, string name) =>
        Assert.DoesNotContain("-S", QemuScript.Command(TestGuests.PinnedDesign(machine, name).Guest, GuestPaths.Of(Passthrough.Host.HostRoots.Live, name), TestGuests.HostOf(machine)));

    private static GuestSpec WithTemplate(GuestSpec guest, string path) =>
        guest with { Firmware = guest.Firmware with { VariablesTemplatePath = guest.Firmware.VariablesTemplatePath is null ? null : path } };
}
