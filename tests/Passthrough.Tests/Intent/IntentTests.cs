using FsCheck;
using FsCheck.Fluent;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Guests.Description;
using Passthrough.Host;
using Passthrough.Intent;
using Passthrough.Tests.Guests;

namespace Passthrough.Tests.Intent;

public class IntentTests
{
    private const string Where = "/etc/passthrough/passthrough.yaml";

    private static readonly GuestDescription Awkward = TestGuests.Intent("desktop").Find("no")!;

    private static readonly GuestDescription Other = TestGuests.Described with { Name = "other", Uuid = Guid.ParseExact("2a1b6a8c-7f3d-4d7e-9b60-000000000002", "D") };

    [Fact]
    public void A_new_file_is_as_pinned_and_reads_back()
    {
        var text = IntentEditor.Add(IntentParser.Parse(Where, null), Awkward);
        Golden.Matches("intent/new.yaml", text);
        Assert.Equal(Lines(Awkward), Lines(Assert.Single(IntentParser.Parse(Where, text).Guests)));
    }

    [Theory]
    [InlineData("# mine\nhost:\n  hugepages: 4 # yes\n")]
    [InlineData("# mine\nhost:\n  hugepages: 4 # yes")]
    [InlineData("guests:\n")]
    [InlineData("guests: [] # none yet\nhost: {a: 1}\n")]
    [InlineData("guests:   # none yet\n\n# end\n")]
    [InlineData("\n\n# only words\n")]
    [InlineData("---\nschemaVersion: 1\n")]
    public void Adding_keeps_what_the_person_wrote_and_removing_gives_the_other_guest_back(string before)
    {
        var once = IntentEditor.Add(IntentParser.Parse(Where, before), TestGuests.Described);
        var twice = IntentEditor.Add(IntentParser.Parse(Where, once), Other);
        var removed = IntentEditor.Remove(IntentParser.Parse(Where, twice), TestGuests.Described.Name);

        Assert.Equal("win11 other", string.Join(' ', IntentParser.Parse(Where, twice).Guests.Select(guest => guest.Name)));
        Assert.Equal(Lines(Other), Lines(Assert.Single(IntentParser.Parse(Where, removed).Guests)));
        Assert.All(before.Split('\n').Where(line => !line.Contains("[]", StringComparison.Ordinal)), line => Assert.Contains(line, removed.Split('\n'), StringComparer.Ordinal));
        Assert.Equal(CommentsOf(once), CommentsOf(removed));
    }

    [Fact]
    public void The_last_guest_can_go_and_come_back()
    {
        var once = IntentEditor.Add(IntentParser.Parse(Where, "a: 1\n"), TestGuests.Described);
        var none = IntentEditor.Remove(IntentParser.Parse(Where, once), "win11");
        Assert.Empty(IntentParser.Parse(Where, none).Guests);
        Assert.Equal(once, IntentEditor.Add(IntentParser.Parse(Where, none), TestGuests.Described));
    }

    [Fact]
    public void A_file_is_empty_when_it_says_only_what_the_program_wrote_first()
    {
        var own = IntentEditor.Add(IntentParser.Parse(Where, null), TestGuests.Described);
        var someones = IntentEditor.Add(IntentParser.Parse(Where, "# mine\n"), TestGuests.Described);
        Assert.True(IntentEditor.IsEmpty(IntentEditor.Remove(IntentParser.Parse(Where, own), "win11")));
        Assert.False(IntentEditor.IsEmpty(IntentEditor.Remove(IntentParser.Parse(Where, someones), "win11")));
    }

    [Fact]
    public void What_cannot_be_added_to_by_lines_is_refused_with_the_lines_to_add()
    {
        var exception = Assert.Throws<RefusedException>(() => IntentEditor.Add(IntentParser.Parse(Where, "{host: 1}\n"), TestGuests.Described));
        Assert.Contains("- name: \"win11\"", exception.NextStep, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\t- x\n", 1)]
    [InlineData("a: 1\na: 2\n", 2)]
    [InlineData("schemaVersion: 2\n", 1)]
    [InlineData("guests: 7\n", 1)]
    [InlineData("x: 1\nguests:\n  - nmae: y\n", 3)]
    [InlineData("a: &x 1\nb: *x\n", 2)]
    [InlineData("[1, 2]\n", 1)]
    public void What_is_wrong_is_told_with_its_line(string text, int line)
    {
        var exception = Assert.Throws<InvalidInputException>(() => IntentParser.Parse(Where, text));
        Assert.StartsWith($"{Where}:{line}: ", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("memory: lots", "memory", "no amount of memory")]
    [InlineData("memory: { size: 4G, huge-page: 2M }", "memory.huge-page", "did you mean 'huge-pages'?")]
    [InlineData("memory: { size: 4G, huge-pages: 3M }", "memory.huge-pages", "known are off, 2M, 1G")]
    [InlineData("memory: [ 1 ]", "memory", "must be a mapping")]
    [InlineData("memroy: 4G", "memroy", "did you mean 'memory'?")]
    [InlineData("cpu: 0", "cpu", "no whole number from 1")]
    [InlineData("cpu: { cores: 2-x }", "cpu.cores", "no list of CPUs")]
    [InlineData("cpu: { cores: 2, vcpus: 2 }", "cpu.vcpus", "named by 'cores' already")]
    [InlineData("cpu: { vendor-id: \"a<b\" }", "cpu.vendor-id", "no vendor id")]
    [InlineData("runtime: xen", "runtime", "known are libvirt, qemu")]
    [InlineData("os: windows10", "os", "did you mean 'windows11'?")]
    [InlineData("tpm: 1.2", "tpm", "known are crb, tis")]
    [InlineData("pci: [ \"01:00.0\" ]", "pci", "'0000:01:00.0' is there twice")]
    [InlineData("pci: [ \"1:0\" ]", "pci[0]", "no device such as")]
    [InlineData("pci: [ \"02:00.0 10de\" ]", "pci[0]", "no device such as")]
    [InlineData("disks: [ win11.qcow2 ]", "disks[0]", "no absolute path")]
    [InlineData("disks: [ /a, { path: /a } ]", "disks", "'/a' is there twice")]
    [InlineData("disks: [ { path: /a, cache: some } ]", "disks[0].cache", "known are none")]
    [InlineData("disks: [ { path: /a, boot: 1 }, { path: /b, boot: 1 } ]", "disks", "place 1")]
    [InlineData("usb: [ 046d ]", "usb[0]", "neither the ids")]
    [InlineData("usb: [ 046d:c52b, 046D:C52B ]", "usb", "there twice")]
    [InlineData("network: { bridge: \"a/b\" }", "network.bridge", "no name of an interface")]
    [InlineData("network: { bridge: br0, nat: default }", "network", "exactly one of")]
    [InlineData("network: { bridge: br0, mac: \"01:00:00:00:00:01\" }", "network.mac", "no address of one network card")]
    [InlineData("looking-glass: big", "looking-glass", "no resolution")]
    [InlineData("shares: [ { path: /a, tag: \"b c\" } ]", "shares[0].tag", "no tag")]
    [InlineData("guest-agent: perhaps", "guest-agent", "neither yes nor no")]
    [InlineData("firmware: { code: /a }", "firmware", "go together")]
    [InlineData("input: { evdev: [ /a, /a ] }", "input.evdev", "there twice")]
    public void A_wrong_value_is_told_with_file_line_and_key(string wrong, string key, string problem)
    {
        var exception = Assert.Throws<InvalidInputException>(() => IntentParser.Parse(Where, $"guests:\n  - name: a\n    gpu: \"01:00.0\"\n    {wrong}\n"));
        Assert.StartsWith($"{Where}:4: {key}: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"-win11\"")]
    [InlineData("\"a'b\"")]
    [InlineData("\"a/b\"")]
    [InlineData("\"a\\nb\"")]
    [InlineData("\"<b/>\"")]
    [InlineData("\"a b\"")]
    [InlineData("[ a ]")]
    public void A_name_that_files_and_commands_would_take_for_something_else_is_refused(string name) =>
        Assert.StartsWith($"{Where}:2: name: ", Assert.Throws<InvalidInputException>(() => IntentParser.Parse(Where, $"guests:\n  - name: {name}\n")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("cpu: 17", "cpu.cores")]
    [InlineData("cpu: { cores: 2-40 }", "cpu.cores")]
    [InlineData("cpu: { cores: 0-31 }", "cpu.cores")]
    [InlineData("cpu: { cache-domain: 9 }", "cpu.cache-domain")]
    [InlineData("cpu: { vcpus: 33 }", "cpu.vcpus")]
    [InlineData("memory: 65G", "memory.size")]
    [InlineData("memory: { size: 1025M, huge-pages: 2M }", "memory.size")]
    [InlineData("pci: [ \"01:00.1\" ]", "pci")]
    [InlineData("disks: [ { path: /a.img, aio: native } ]", "disks[0].aio")]
    [InlineData("disks: [ /a.vhd ]", "disks[0]")]
    [InlineData("disks: [ { path: /a.img, bus: sata, read-only: on } ]", "disks[0].read-only")]
    [InlineData("disks: [ { path: /a.img, bus: sata, queues: 2 } ]", "disks[0].io-thread")]
    [InlineData("sound: { to: jack, user: nobody-here }", "sound.user")]
    [InlineData("memory: { balloon: on }", "memory.balloon")]
    public void What_this_machine_cannot_have_is_told_with_file_line_and_key(string wrong, string key)
    {
        var file = IntentParser.Parse(Where, $"guests:\n  - name: a\n    gpu: \"01:00.0\"\n    {wrong}\n");
        var roots = HostRoots.Under("/no-such-machine");
        var exception = Assert.Throws<InvalidInputException>(() => GuestDesigns.Of(roots, file, file.Entries[0], TestGuests.HostOf("desktop")));
        Assert.StartsWith($"{Where}:4: {key}: ", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("guests:\n  - name: a # one\n    gpu: \"01:00.0\"\n  - name: b\n", "guests:\n  - name: a # one\n    stage: installation\n    gpu: \"01:00.0\"\n  - name: b\n")]
    [InlineData("guests:\n  - stage:  passthrough   # now\n    name: a\n", "guests:\n  - stage: installation   # now\n    name: a\n")]
    public void The_stage_is_changed_in_its_own_line(string before, string after) =>
        Assert.Equal(after, IntentEditor.SetStage(IntentParser.Parse(Where, before), "a", GuestStage.Installation));

    [Fact]
    public void A_name_is_taken_only_once()
    {
        var once = IntentEditor.Add(IntentParser.Parse(Where, null), TestGuests.Described);
        Assert.Throws<RefusedException>(() => IntentEditor.Add(IntentParser.Parse(Where, once), Other with { Name = "win11" }));
        Assert.Throws<InvalidInputException>(() => IntentParser.Parse(Where, once + string.Join('\n', IntentWriter.LinesOf(Other with { Name = "win11" }, 2))));
    }

    [Fact]
    public void No_text_gives_anything_but_guests_or_a_named_error() =>
        Prop.ForAll(
            Gen.Elements("guests:", "\n", "  ", "- ", "name: a", "{", "}", "[", "]", ": ", "\"", "'", "|", ">", "#", "&a", "*a", "!!x", "---", "...", "\t", "%YAML 9", "\0", "\ud800", "?", ",", "\r").ArrayOf().Select(string.Concat).ToArbitrary(),
            IsParsedOrRefused).QuickCheckThrowOnFailure();

    [Fact]
    public void Nesting_without_end_is_refused() => Assert.Throws<InvalidInputException>(() => IntentParser.Parse(Where, new string('[', 100_000)));

    [Fact]
    public void Writing_keeps_the_mode_of_the_file()
    {
        var folder = Directory.CreateTempSubdirectory("intent");
        var roots = HostRoots.Under(folder.FullName);
        IntentStore.Write(roots, "a: 1\n");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(roots.Etc("passthrough/passthrough.yaml")));
        File.SetUnixFileMode(roots.Etc("passthrough/passthrough.yaml"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        IntentStore.Write(roots, "a: 2\n");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(roots.Etc("passthrough/passthrough.yaml")));
        Assert.Equal("a: 2\n", IntentStore.Read(roots).Text);
        Assert.Single(Directory.GetFiles(roots.Etc("passthrough")));
        folder.Delete(recursive: true);
    }

    private static bool IsParsedOrRefused(string text)
    {
        try
        {
            return IntentParser.Parse(Where, text).Text is not null;
        }
        catch (InvalidInputException)
        {
            return true;
        }
    }

    private static string CommentsOf(string text) => string.Join('\n', text.Split('\n').Where(line => line.Contains('#', StringComparison.Ordinal)));

    private static string Lines(GuestDescription guest) => string.Join('\n', IntentWriter.LinesOf(guest, 0));
}
