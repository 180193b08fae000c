using System.Text;
using System.Xml.Linq;
using Passthrough.Guests.InstallMedia;

namespace Passthrough.Tests.Guests.InstallMedia;

public class AnswerFileTests
{
    private static readonly string[] ListItems =
        ["PathAndCredentials", "Disk", "CreatePartition", "ModifyPartition", "MetaData", "SynchronousCommand", "LocalAccount"];

    public static TheoryData<string> Names => new("windows11", "windows", "least");

    [Theory]
    [MemberData(nameof(Names))]
    public void The_answer_file_is_as_pinned(string name) => Golden.Matches($"install-media/{name}.xml", Encoding.UTF8.GetString(AnswerFile.BytesOf(AnswersOf(name))));

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_setting_is_documented_for_its_pass(string name) => Assert.All(
        AnswerFileReader.Settings(AnswerFile.Of(AnswersOf(name))),
        setting => Assert.Contains(DocumentedSetting.All, known => known.Component == setting.Component && known.Path == setting.Path && known.Passes.Contains(setting.Pass, StringComparer.Ordinal)));

    [Fact]
    public void Each_setting_that_is_documented_here_is_used() => Assert.Equal(
        DocumentedSetting.All.Select(setting => (setting.Component, setting.Path)).ToHashSet(),
        Names.SelectMany(name => AnswerFileReader.Settings(AnswerFile.Of(AnswersOf(name.Data)))).Select(setting => (setting.Component, setting.Path)).ToHashSet());

    [Theory]
    [MemberData(nameof(Names))]
    public void Components_and_members_of_lists_carry_what_Windows_asks_for(string name)
    {
        var document = AnswerFile.Of(AnswersOf(name));
        Assert.All(document.Descendants(AnswerFile.Namespace + "component"), component => Assert.Equal(
            "amd64 31bf3856ad364e35 neutral nonSxS",
            $"{component.Attribute("processorArchitecture")?.Value} {component.Attribute("publicKeyToken")?.Value} {component.Attribute("language")?.Value} {component.Attribute("versionScope")?.Value}"));
        Assert.All(
            document.Descendants().Where(element => ListItems.Contains(element.Name.LocalName, StringComparer.Ordinal)),
            item => Assert.Equal("add", item.Attribute(AnswerFile.StateNamespace + "action")?.Value));
        Assert.All(document.Descendants(), element => Assert.Equal(AnswerFile.Namespace, element.Name.Namespace));
        Assert.All(document.Root!.Elements(), settings => Assert.Equal(settings.Elements().Count(), settings.Elements().Select(component => component.Attribute("name")!.Value).Distinct(StringComparer.Ordinal).Count()));
    }

    [Fact]
    public void Passes_stand_in_their_order_and_none_is_empty()
    {
        Assert.Equal("windowsPE specialize oobeSystem", PassesOf("windows11"));
        Assert.Equal("specialize oobeSystem", PassesOf("least"));
    }

    [Fact]
    public void Windows_goes_onto_the_last_partition_which_takes_what_is_left()
    {
        var document = AnswerFile.Of(AnswersOf("windows11"));
        var created = document.Descendants(AnswerFile.Namespace + "CreatePartition").Select(Text).ToList();
        Assert.Equal(["Order=1 Size=300 Type=EFI", "Order=2 Size=16 Type=MSR", "Extend=true Order=3 Type=Primary"], created);
        var changed = document.Descendants(AnswerFile.Namespace + "ModifyPartition").Select(Text).ToList();
        Assert.Equal(["Format=FAT32 Label=System Order=1 PartitionID=1", "Order=2 PartitionID=2", "Format=NTFS Label=Windows Letter=C Order=3 PartitionID=3"], changed);
        Assert.Equal("DiskID=0 PartitionID=3", Text(Assert.Single(document.Descendants(AnswerFile.Namespace + "InstallTo"))));
    }

    [Fact]
    public void No_disk_is_touched_when_it_is_not_certain_which() => Assert.DoesNotContain(
        AnswerFileReader.Settings(AnswerFile.Of(AnswersOf("windows11") with { LaysOutDisk = false })),
        setting => setting.Path.Contains("Disk", StringComparison.Ordinal) || setting.Path.Contains("Partition", StringComparison.Ordinal));

    [Fact]
    public void The_licence_is_accepted_only_by_the_person() => Assert.DoesNotContain(
        AnswerFileReader.Settings(AnswerFile.Of(AnswersOf("windows11") with { AcceptsLicense = false })),
        setting => setting.Path.Contains("Eula", StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void Drivers_are_looked_for_in_each_drive()
    {
        var document = AnswerFile.Of(AnswersOf("windows11"));
        var paths = AnswerFileReader.Settings(document).Where(setting => setting.Path.EndsWith("/Path", StringComparison.Ordinal)).Select(setting => setting.Value).ToList();
        Assert.Equal(
            [@"D:\drivers\viostor", @"E:\drivers\viostor", @"F:\drivers\viostor", @"G:\drivers\viostor", @"D:\drivers\NetKVM", @"E:\drivers\NetKVM", @"F:\drivers\NetKVM", @"G:\drivers\NetKVM"],
            paths);
        Assert.All(paths, path => Assert.True(path.Length <= DocumentedSetting.LongestDriverPath));
        var keys = document.Descendants(AnswerFile.Namespace + "PathAndCredentials").Select(item => item.Attribute(AnswerFile.StateNamespace + "keyValue")!.Value).ToList();
        Assert.Equal(keys.Distinct(StringComparer.Ordinal), keys);
    }

    // Microsoft's own example of the reference.
    [Fact]
    public void A_password_is_hidden_as_Windows_hides_it() => Assert.Equal("cABhAHMAcwB3AG8AcgBkAFAAYQBzAHMAdwBvAHIAZAA=", AnswerFile.Hidden("password"));

    [Fact]
    public void No_secret_is_in_the_words_of_the_answers() => Assert.DoesNotContain("secret", AnswersOf("windows").ToString(), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_written_is_what_was_made(string name) =>
        Assert.Equal(AnswerFile.Of(AnswersOf(name)).ToString(), XDocument.Load(new MemoryStream(AnswerFile.BytesOf(AnswersOf(name)))).ToString());

    private static UnattendedAnswers AnswersOf(string name) => name switch
    {
        "windows11" => new UnattendedAnswers("win11")
        {
            UserName = "Anna & Ben's",
            Locale = "de-DE",
            TimeZone = "W. Europe Standard Time",
            Edition = "Windows 11 Pro",
            AcceptsLicense = true,
            LaysOutDisk = true,
            SetupDrivers = ["viostor", "NetKVM"],
        },
        "windows" => new UnattendedAnswers("gaming-PC")
        {
            UserName = "Jörg",
            Password = "secret <1>",
            Locale = "sr-Latn-RS",
            Language = "en-US",
            Keyboard = "0407:00000407;en-US",
            ProductKey = "aaaaa-bbbbb-ccccc-ddddd-12345",
            AcceptsLicense = true,
            LaysOutDisk = true,
            SetupDrivers = ["vioscsi"],
        },
        _ => new UnattendedAnswers("pc"),
    };

    private static string PassesOf(string name) => string.Join(' ', AnswerFile.Of(AnswersOf(name)).Root!.Elements().Select(settings => settings.Attribute("pass")!.Value));

    private static string Text(XElement item) => string.Join(' ', item.Elements().Select(element => $"{element.Name.LocalName}={element.Value}"));
}
