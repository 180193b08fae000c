using Passthrough.Failures;
using Passthrough.Host;
using Passthrough.Host.Reading;
using Passthrough.Host.Snapshots;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host.Snapshots;

public class SnapshotTests
{
    [Theory]
    [InlineData("pc.tar.gz")]
    [InlineData("pc.tgz")]
    [InlineData("pc.tar")]
    [InlineData("pc")]
    public void A_snapshot_gives_the_same_facts_as_the_machine(string name)
    {
        using var file = new ScratchFile(name);
        using var machine = WholeDesktop();
        SnapshotTaker.Take(machine.Roots, file.Path, CancellationToken.None);
        using var snapshot = UnpackedSnapshot.Open(file.Path, CancellationToken.None);
        Assert.Equal(
            HostFactsJson.Write(HostReader.Read(machine.Roots)).Replace("UUID=0e3b", "UUID=0001", StringComparison.Ordinal), HostFactsJson.Write(HostReader.Read(snapshot.Roots)));
    }

    [Fact]
    public void A_snapshot_of_a_snapshot_holds_the_same()
    {
        using var first = new ScratchFile("first.tar");
        using var second = new ScratchFile("second.tar");
        using var machine = WholeDesktop();
        SnapshotTaker.Take(machine.Roots, first.Path, CancellationToken.None);
        using var snapshot = UnpackedSnapshot.Open(first.Path, CancellationToken.None);
        SnapshotTaker.Take(snapshot.Roots, second.Path, CancellationToken.None);
        Assert.Equal(File.ReadAllBytes(first.Path), File.ReadAllBytes(second.Path));
    }

    [Fact]
    public void The_running_machine_and_its_snapshot_give_the_same_facts()
    {
        using var file = new ScratchFile("live.tar.gz");
        var record = new ReadingRecord();
        var live = HostReader.Read(new MachineReader(HostRoots.Live, record), HostReadScope.Everything);
        SnapshotArchive.Write(file.Path, SnapshotCleaner.Clean(record.Entries(), record.Refusals(), record.Lengths(), []), CancellationToken.None);
        using var snapshot = UnpackedSnapshot.Open(file.Path, CancellationToken.None);
        Assert.Equal(HostFactsJson.Write(WithoutNames(live)), HostFactsJson.Write(WithoutNames(HostReader.Read(snapshot.Roots))));
    }

    [Fact]
    public void Following_links_by_itself_reads_the_running_machine_as_the_kernel_does()
    {
        var plain = new MachineReader(HostRoots.Live);
        var recording = new MachineReader(HostRoots.Live, new ReadingRecord());
        foreach (var path in new[] { "/proc/self/mounts", "/proc/mounts", "/etc/os-release", "/sys/class/tty/console/dev", "/proc/sys/kernel/ostype" })
        {
            Assert.Equal(plain.ReadText(path), recording.ReadText(path));
        }

        Assert.Equal(plain.List("/"), recording.List("/"));
        Assert.Equal(plain.List("/sys/bus/pci/devices"), recording.List("/sys/bus/pci/devices"));
        Assert.Equal(plain.Exists("/etc/../etc/os-release"), recording.Exists("/etc/../etc/os-release"));
    }

    [Fact]
    public void What_the_machine_refused_is_refused_by_its_snapshot_too()
    {
        using var file = new ScratchFile("pc.tar.gz");
        using var machine = WholeDesktop().Folder("/boot/grub2").Folder("/etc/default/grub.d/folder.cfg");
        var facts = HostReader.Read(machine.Roots);
        Assert.NotEmpty(facts.Problems);
        SnapshotTaker.Take(machine.Roots, file.Path, CancellationToken.None);
        using var snapshot = UnpackedSnapshot.Open(file.Path, CancellationToken.None);
        Assert.Equal(facts.Problems, HostReader.Read(snapshot.Roots).Problems);
    }

    [Fact]
    public void Closed_and_silent_files_are_told_apart_from_absent_ones_even_for_root()
    {
        using var machine = new ScratchMachine()
            .File("/" + SnapshotManifest.Name, """
                { "schemaVersion": 1, "entries": 0, "removed": [], "lengths": [], "leftOut": [], "refused": [
                  { "path": "/proc/7/fd", "errno": 13, "reason": "permission denied" },
                  { "path": "/sys/closed", "errno": 5, "reason": "input/output error" },
                  { "path": "/sys/silent", "errno": 6, "reason": "no such device" } ] }
                """)
            .File("/sys/closed").File("/sys/silent");
        var reader = new MachineReader(machine.Roots);
        Assert.Null(reader.ListIfAllowed(machine.Path("/proc/7/fd"), out var isDenied));
        Assert.True(isDenied);
        Assert.Null(reader.ReadBytes(machine.Path("/sys/silent")));
        Assert.Empty(reader.Problems);
        Assert.Null(reader.ReadBytes(machine.Path("/sys/closed")));
        Assert.Equal([new ReadProblem("/sys/closed", 5, "input/output error")], reader.Problems);
    }

    [Fact]
    public void Rubbish_in_the_place_of_what_a_snapshot_says_of_itself_is_a_problem_and_no_more()
    {
        using var machine = new ScratchMachine().File("/" + SnapshotManifest.Name, "{ \"schemaVersion\": 2 }").File("/etc/file", "text");
        var reader = new MachineReader(machine.Roots);
        Assert.Equal("text", reader.ReadText(machine.Path("/etc/file")));
        Assert.Contains("schema version", Assert.Single(reader.Problems).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_whose_length_was_asked_for_has_that_length_in_its_snapshot_and_no_content()
    {
        using var file = new ScratchFile("pc.tar");
        using var machine = new ScratchMachine().File("/usr/share/OVMF/CODE.fd", new string('x', 5000)).Link("/usr/share/ovmf", "OVMF");
        var record = new ReadingRecord();
        Assert.Equal(5000, new MachineReader(machine.Roots, record).Length(machine.Path("/usr/share/ovmf/CODE.fd")));
        SnapshotArchive.Write(file.Path, SnapshotCleaner.Clean(record.Entries(), record.Refusals(), record.Lengths(), []), CancellationToken.None);
        using var snapshot = UnpackedSnapshot.Open(file.Path, CancellationToken.None);
        var reader = new MachineReader(snapshot.Roots);
        Assert.Equal(5000, reader.Length(snapshot.Roots.Locate("/usr/share/ovmf/CODE.fd")));
        Assert.Equal([], reader.ReadBytes(snapshot.Roots.Locate("/usr/share/OVMF/CODE.fd"))!);
    }

    [Fact]
    public void What_was_closed_and_nobody_minded_is_closed_in_the_snapshot_too()
    {
        using var machine = new ScratchMachine().File("/" + SnapshotManifest.Name, """
                { "schemaVersion": 1, "entries": 0, "removed": [], "lengths": [], "leftOut": [], "refused": [
                  { "path": "/sys/firmware/acpi/tables/DMAR", "errno": 13, "reason": "permission denied" },
                  { "path": "/sys/class/net/eth0/speed", "errno": 22, "reason": "invalid argument" } ] }
                """)
            .File("/sys/firmware/acpi/tables/DMAR").File("/sys/class/net/eth0/speed");
        var reader = new MachineReader(machine.Roots);
        Assert.Null(reader.ReadBytesIfAllowed(machine.Path("/sys/firmware/acpi/tables/DMAR"), out var isDenied));
        Assert.True(isDenied);
        Assert.Null(reader.ReadLineIfGiven(machine.Path("/sys/class/net/eth0/speed")));
        Assert.Empty(reader.Problems);
    }

    [Fact]
    public void A_file_of_a_device_that_has_nothing_to_say_is_remembered_as_such()
    {
        var record = new ReadingRecord();
        record.Folder("/sys/card", ["mute", "spoken"]);
        record.File("/sys/card/spoken", [1], 0);
        record.Refused("/sys/card/mute", new ReadProblem("/sys/by-link/mute", 6, "no such device"));
        record.Refused("/sys/card/absent", new ReadProblem("/sys/card/absent", 2, "no such file"));
        Assert.Equal([new ReadProblem("/sys/card/mute", 6, "no such device")], record.Refusals());
    }

    [Fact]
    public void Nothing_that_was_not_read_is_in_a_snapshot()
    {
        using var machine = WholeDesktop().File("/home/alice/diary", "dear diary").File("/etc/ssh/key", "private").File("/sys/class/dmi/id/product_serial", "PC0ABC123\n");
        var snapshot = SnapshotTaker.Read(machine.Roots);
        Assert.DoesNotContain(snapshot.Entries, entry => entry.Path.StartsWith("/home", StringComparison.Ordinal) || entry.Path.StartsWith("/etc/ssh", StringComparison.Ordinal));
        Assert.DoesNotContain(snapshot.Entries, entry => entry.Path.EndsWith("product_serial", StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_process_has_open_besides_device_nodes_is_not_told()
    {
        using var machine = WholeDesktop().Process(9, "editor", "/home/alice/diary", "/dev/dri/card1");
        var links = SnapshotTaker.Read(machine.Roots).Entries.Where(entry => entry.Path.StartsWith("/proc/9/fd/", StringComparison.Ordinal));
        Assert.Equal(["/dev/dri/card1"], links.Select(link => link.Target));
    }

    [Fact]
    public void An_existing_file_is_never_overwritten()
    {
        using var file = new ScratchFile("pc.tar");
        using var machine = new ScratchMachine();
        File.WriteAllText(file.Path, "mine");
        Assert.Throws<RefusedException>(() => SnapshotTaker.Take(machine.Roots, file.Path, CancellationToken.None));
        Assert.Throws<RefusedException>(() => SnapshotArchive.Write(file.Path, SnapshotTaker.Read(machine.Roots), CancellationToken.None));
        Assert.Equal("mine"u8, File.ReadAllBytes(file.Path));
        Assert.Equal(["pc.tar"], file.Beside);
    }

    [Fact]
    public void A_cancelled_snapshot_leaves_no_file()
    {
        using var file = new ScratchFile("pc.tar");
        using var machine = WholeDesktop();
        var snapshot = SnapshotTaker.Read(machine.Roots);
        Assert.Throws<OperationCanceledException>(() => SnapshotArchive.Write(file.Path, snapshot, new CancellationToken(canceled: true)));
        Assert.Empty(file.Beside);
    }

    [Fact]
    public void A_form_that_is_not_written_and_a_missing_folder_are_said_before_anything_is_read()
    {
        using var file = new ScratchFile("pc.tar.zst");
        using var machine = new ScratchMachine();
        Assert.Throws<InvalidInputException>(() => SnapshotTaker.Take(machine.Roots, file.Path, CancellationToken.None));
        Assert.Throws<NotFoundException>(() => SnapshotTaker.Take(machine.Roots, file.Path + "/below/pc.tar", CancellationToken.None));
    }

    private static ScratchMachine WholeDesktop() =>
        Desktop.Intel().Board(isIommuOn: true).WithRadeon(group: 14).Process(5, "Xorg", "/dev/dri/card1", "socket:[1234]").File("/proc/5/stat", "5 (Xorg) S 1 5 5 0 -1 4194560 1 0\n");

    // Words of the boot chain hold UUIDs and network addresses, which a snapshot does not; only the running machine can say who asks, and what that person may open.
    private static HostFacts WithoutNames(HostFacts facts) => facts with
    {
        Boot = facts.Boot with { CommandLine = [], Entries = [], ConfigurationFiles = [] },
        Virtualization = facts.Virtualization with { CanUseKvm = null, SharedMemory = [] },
        Security = facts.Security with { User = null, Users = [], Groups = [] },
    };
}
