using System.Diagnostics;
using Passthrough.Host.Reading;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host.Reading;

public class MachineReaderTests
{
    [Fact]
    public void What_is_absent_is_null_and_no_problem()
    {
        using var machine = new ScratchMachine().File("/etc/file", "text");
        var reader = new MachineReader(machine.Roots);
        Assert.Null(reader.ReadText(machine.Path("/etc/absent")));
        Assert.Null(reader.ReadText(machine.Path("/absent/below")));
        Assert.Null(reader.ReadText(machine.Path("/etc/file/below")));
        Assert.Null(reader.List(machine.Path("/absent")));
        Assert.Null(reader.List(machine.Path("/etc/file")));
        Assert.Null(reader.ReadLink(machine.Path("/etc/file")));
        Assert.Empty(reader.Problems);
    }

    [Fact]
    public void A_named_pipe_that_nobody_writes_is_empty_and_never_waited_for()
    {
        using var machine = new ScratchMachine().Folder("/etc");
        Process.Start("mkfifo", [machine.Path("/etc/pipe")]).WaitForExit();
        var reader = new MachineReader(machine.Roots);
        Assert.True(reader.Exists(machine.Path("/etc/pipe")));
        Assert.Null(reader.ReadLine(machine.Path("/etc/pipe")));
    }

    [Fact]
    public void A_folder_read_as_a_file_is_a_recorded_problem_under_the_machines_own_name()
    {
        using var machine = new ScratchMachine().Folder("/etc/folder");
        var reader = new MachineReader(machine.Roots);
        Assert.Null(reader.ReadBytes(machine.Path("/etc/folder")));
        Assert.Null(reader.ReadBytes(machine.Path("/etc/folder")));
        Assert.Equal([new ReadProblem("/etc/folder", 21, "is a directory")], reader.Problems);
    }

    [Fact]
    public void More_than_the_limit_is_a_problem_and_not_memory()
    {
        using var machine = new ScratchMachine().Bytes("/etc/endless", new byte[MachineReader.MostBytes + 1]);
        var reader = new MachineReader(machine.Roots);
        Assert.Null(reader.ReadBytes(machine.Path("/etc/endless")));
        Assert.Contains("larger than", Assert.Single(reader.Problems).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(100_000)]
    public void A_file_is_read_to_its_end(int length)
    {
        using var machine = new ScratchMachine().File("/etc/file", new string('x', length));
        Assert.Equal(length, new MachineReader(machine.Roots).ReadText(machine.Path("/etc/file"))!.Length);
    }

    [Fact]
    public void Absolute_links_of_a_snapshot_stay_inside_it()
    {
        using var machine = new ScratchMachine()
            .File("/usr/lib/os-release", "ID=inside\n")
            .Link("/etc/os-release", "/usr/lib/os-release")
            .Link("/etc/out", "../../../../../../../../usr/lib/os-release")
            .Link("/lib", "/usr/lib")
            .Link("/etc/loop", "loop");
        var reader = new MachineReader(machine.Roots);
        Assert.Equal("ID=inside", reader.ReadLine(machine.Path("/etc/os-release")));
        Assert.Equal("ID=inside", reader.ReadLine(machine.Path("/etc/out")));
        Assert.Equal("ID=inside", reader.ReadLine(machine.Path("/lib/os-release")));
        Assert.Null(reader.ReadLine(machine.Path("/etc/loop")));
        Assert.Equal(("/etc/loop", 40), (Assert.Single(reader.Problems).Path, reader.Problems[0].Errno));
        Assert.Equal("/usr/lib/os-release", reader.ReadLink(machine.Path("/etc/os-release")));
        Assert.Equal("os-release", reader.ReadLinkName(machine.Path("/etc/os-release")));
    }

    [Fact]
    public void A_text_that_is_not_utf8_is_marked_so_that_nobody_edits_it()
    {
        using var machine = new ScratchMachine().Bytes("/etc/latin1", [0x66, 0xfc, 0x72]).File("/etc/utf8", "für");
        var reader = new MachineReader(machine.Roots);
        Assert.False(reader.ReadFile(machine.Path("/etc/latin1"))!.IsExact);
        Assert.True(reader.ReadFile(machine.Path("/etc/utf8"))!.IsExact);
        Assert.Equal("/etc/utf8", reader.ReadFile(machine.Path("/etc/utf8"))!.Path);
    }
}
