using FsCheck;
using FsCheck.Fluent;
using Passthrough.Failures;
using Passthrough.Guests;
using Passthrough.Host;
using Passthrough.Intent;
using Passthrough.Tests.Guests;

namespace Passthrough.Tests.Intent;

public class IntentTests
{
    private const string Where = "/etc/passthrough/passthrough.yaml";

    private static readonly GuestSpec Other = TestGuests.Guest with { Name = "other", Uuid = Guid.ParseExact("2a1b6a8c-7f3d-4d7e-9b60-000000000002", "D") };

    [Fact]
    public void A_new_file_is_as_pinned_and_reads_back()
    {
        var text = IntentEditor.Add(IntentParser.Parse(Where, null), TestGuests.Awkward);
        Golden.Matches("intent/new.yaml", text);
        Assert.Equal(Lines(TestGuests.Awkward), Lines(Assert.Single(IntentParser.Parse(Where, text).Guests)));
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
        var once = IntentEditor.Add(IntentParser.Parse(Where, before), TestGuests.Guest);
        var twice = IntentEditor.Add(IntentParser.Parse(Where, once), Other);
        var removed = IntentEditor.Remove(IntentParser.Parse(Where, twice), TestGuests.Guest.Name);

        Assert.Equal("win11 other", string.Join(' ', IntentParser.Parse(Where, twice).Guests.Select(guest => guest.Name)));
        Assert.Equal(Lines(Other), Lines(Assert.Single(IntentParser.Parse(Where, removed).Guests)));
        Assert.All(before.Split('\n').Where(line => !line.Contains("[]", StringComparison.Ordinal)), line => Assert.Contains(line, removed.Split('\n'), StringComparer.Ordinal));
        Assert.Equal(CommentsOf(once), CommentsOf(removed));
    }

    [Fact]
    public void The_last_guest_can_go_and_come_back()
    {
        var once = IntentEditor.Add(IntentParser.Parse(Where, "a: 1\n"), TestGuests.Guest);
        var none = IntentEditor.Remove(IntentParser.Parse(Where, once), "win11");
        Assert.Empty(IntentParser.Parse(Where, none).Guests);
        Assert.Equal(once, IntentEditor.Add(IntentParser.Parse(Where, none), TestGuests.Guest));
    }

    [Fact]
    public void A_file_is_empty_when_it_says_only_what_the_program_wrote_first()
    {
        var own = IntentEditor.Add(IntentParser.Parse(Where, null), TestGuests.Guest);
        var someones = IntentEditor.Add(IntentParser.Parse(Where, "# mine\n"), TestGuests.Guest);
        Assert.True(IntentEditor.IsEmpty(IntentEditor.Remove(IntentParser.Parse(Where, own), "win11")));
        Assert.False(IntentEditor.IsEmpty(IntentEditor.Remove(IntentParser.Parse(Where, someones), "win11")));
    }

    [Fact]
    public void What_cannot_be_added_to_by_lines_is_refused_with_the_lines_to_add()
    {
        var exception = Assert.Throws<RefusedException>(() => IntentEditor.Add(IntentParser.Parse(Where, "{host: 1}\n"), TestGuests.Guest));
        Assert.Contains("- name: \"win11\"", exception.NextStep, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\t- x\n", 1)]
    [InlineData("a: 1\na: 2\n", 2)]
    [InlineData("schemaVersion: 2\n", 1)]
    [InlineData("guests: 7\n", 1)]
    [InlineData("x: 1\nguests:\n  - nmae: y\n", 3)]
    [InlineData("guests:\n  - name: y\n", 2)]
    [InlineData("a: &x 1\nb: *x\n", 2)]
    [InlineData("[1, 2]\n", 1)]
    public void What_is_wrong_is_told_with_its_line(string text, int line)
    {
        var exception = Assert.Throws<InvalidInputException>(() => IntentParser.Parse(Where, text));
        Assert.StartsWith($"{Where}:{line}: ", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("memoryMiB: 4096", "memoryMiB: lots")]
    [InlineData("vcpus: 4", "vcpus: 0")]
    [InlineData("\"win11\"", "\"-win11\"")]
    [InlineData("runtime: libvirt", "runtime: xen")]
    [InlineData("\"0000:01:00.1\"", "\"0000:01:00.0\"")]
    [InlineData("1002:5159/1af4:1100", "1002-5159")]
    [InlineData("/var/lib/libvirt/images/win11.qcow2", "win11.qcow2")]
    public void A_wrong_value_is_refused(string right, string wrong)
    {
        var text = IntentEditor.Add(IntentParser.Parse(Where, null), TestGuests.Guest);
        Assert.Throws<InvalidInputException>(() => IntentParser.Parse(Where, text.Replace(right, wrong, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_name_is_taken_only_once()
    {
        var once = IntentEditor.Add(IntentParser.Parse(Where, null), TestGuests.Guest);
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

    private static string Lines(GuestSpec guest) => string.Join('\n', IntentWriter.LinesOf(guest, 0));
}
