using System.Globalization;
using System.Text;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Passthrough.Guests.InstallMedia;

namespace Passthrough.Tests.Guests.InstallMedia;

public class WindowsNamesTests
{
    // Letters that XML, PowerShell, paths and Windows itself treat specially, and some that only look like it.
    private const string Letters = "aZ09 -_.'`~!#$^(){}&<>\"/\\[]:|+=;,?*%@äß字é\u0301\t\n\0\ufffe\ud83d\ude00\ud83d";

    [Theory]
    [InlineData("win11")]
    [InlineData("A-1_b")]
    [InlineData("fifteen-letters")]
    [InlineData("字字字字字")]
    public void A_computer_may_be_called(string name) => Assert.True(WindowsNames.IsComputer(name));

    [Theory]
    [InlineData("")]
    [InlineData("123")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("a b")]
    [InlineData("a.b")]
    [InlineData("a&b")]
    [InlineData("sixteen--letters")]
    [InlineData("字字字字字字")]
    [InlineData("a\ud83d\ude00")]
    public void A_computer_may_not_be_called(string name) => Assert.False(WindowsNames.IsComputer(name));

    [Theory]
    [InlineData("anna")]
    [InlineData("Anna & Ben's")]
    [InlineData("Jörg Müller")]
    [InlineData("a\ud83d\ude00")]
    [InlineData("twenty-letters-twent")]
    public void A_user_may_be_called(string name) => Assert.True(WindowsNames.IsUser(name));

    [Theory]
    [InlineData("")]
    [InlineData(" anna")]
    [InlineData("anna ")]
    [InlineData("anna.")]
    [InlineData("...")]
    [InlineData("a<b")]
    [InlineData("a\"b")]
    [InlineData("PC\\anna")]
    [InlineData("a@b")]
    [InlineData("a\nb")]
    [InlineData("none")]
    [InlineData("ADMINISTRATOR")]
    [InlineData("Local Service")]
    [InlineData("twenty-one-letters-tw")]
    public void A_user_may_not_be_called(string name) => Assert.False(WindowsNames.IsUser(name));

    [Fact]
    public void What_no_XML_can_hold_is_no_name() => Assert.All(
        ["a\ud83d", "\ude00a", "a\ufffe", "a\uffff"], text => Assert.False(WindowsNames.IsUser(text) || WindowsNames.IsPassword(text) || WindowsNames.IsEdition(text) || WindowsNames.IsComputer(text)));

    [Theory]
    [InlineData("de-DE", true)]
    [InlineData("sr-Latn-RS", true)]
    [InlineData("fil-PH", true)]
    [InlineData("de", false)]
    [InlineData("de_DE", false)]
    [InlineData("DE-de-", false)]
    [InlineData("de-DE.UTF-8", false)]
    public void A_locale_is_written_as_Windows_writes_it(string text, bool isRight) => Assert.Equal(isRight, WindowsNames.IsLocale(text));

    [Theory]
    [InlineData("de-DE", true)]
    [InlineData("0407:00000407", true)]
    [InlineData("de-DE; en-US;0409:00010409", true)]
    [InlineData("", false)]
    [InlineData("de-DE;", false)]
    [InlineData("0407:0000040g", false)]
    [InlineData("de", false)]
    public void A_keyboard_is_a_locale_or_a_layout(string text, bool isRight) => Assert.Equal(isRight, WindowsNames.IsKeyboard(text));

    [Theory]
    [InlineData("W. Europe Standard Time", true)]
    [InlineData("UTC+12", true)]
    [InlineData("Central Standard Time (Mexico)", true)]
    [InlineData("Europe/Berlin", false)]
    [InlineData("", false)]
    [InlineData(" UTC", false)]
    public void A_time_zone_has_Windows_name(string text, bool isRight) => Assert.Equal(isRight, WindowsNames.IsTimeZone(text));

    [Theory]
    [InlineData("AAAAA-BBBBB-CCCCC-DDDDD-12345", true)]
    [InlineData("aaaaa-bbbbb-ccccc-ddddd-12345", true)]
    [InlineData("AAAAA-BBBBB-CCCCC-DDDDD", false)]
    [InlineData("AAAA<-BBBBB-CCCCC-DDDDD-12345", false)]
    public void A_product_key_has_its_form(string text, bool isRight) => Assert.Equal(isRight, WindowsNames.IsProductKey(text));

    [Fact]
    public void Whatever_the_rules_accept_stands_in_the_answer_file_and_reads_back()
    {
        var texts = Gen.Elements(Letters.ToCharArray()).ArrayOf().Select(letters => new string(letters)).Where(WindowsNames.IsUser);
        var any = Gen.OneOf(texts, ArbMap.Default.GeneratorFor<string?>().Select(text => text ?? "").Where(WindowsNames.IsUser)).ToArbitrary();
        Prop.ForAll(any, name =>
        {
            var answers = new UnattendedAnswers(WindowsNames.IsComputer(name) ? name : "pc") { UserName = name, Password = name, Edition = WindowsNames.IsEdition(name) ? name : "x" };
            var read = XDocument.Load(new MemoryStream(AnswerFile.BytesOf(answers)));
            Assert.Equal(name, AnswerFileReader.Value(read, "oobeSystem", "UserAccounts/LocalAccounts/LocalAccount/Name"));
            Assert.Equal(answers.ComputerName, AnswerFileReader.Value(read, "specialize", "ComputerName"));
            Assert.Equal(answers.Edition, AnswerFileReader.Value(read, "windowsPE", "ImageInstall/OSImage/InstallFrom/MetaData/Value"));
            var hidden = AnswerFileReader.Value(read, "oobeSystem", "UserAccounts/LocalAccounts/LocalAccount/Password/Value");
            Assert.Equal(name + "Password", Encoding.Unicode.GetString(Convert.FromBase64String(hidden)));
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
    }

    [Fact]
    public void No_rule_throws_on_rubbish() => Machines.Rubbish.IsSwallowedBy(
        text => _ = (WindowsNames.IsComputer(text), WindowsNames.IsUser(text), WindowsNames.IsPassword(text), WindowsNames.IsLocale(text), WindowsNames.IsKeyboard(text), WindowsNames.IsTimeZone(text), WindowsNames.IsEdition(text), WindowsNames.IsProductKey(text)),
        "de", "-", "DE", ";", "0407:", "00000407", " ", "\ud83d", "\ude00", "AAAAA", "\0");

    [Fact]
    public void The_longest_names_are_those_of_Windows() => Assert.Equal(
        ("15", "20", "127"),
        (Longest(WindowsNames.IsComputer), Longest(WindowsNames.IsUser), Longest(WindowsNames.IsPassword)));

    private static string Longest(Func<string, bool> isRight) => Enumerable.Range(1, 300).Last(length => isRight(new string('a', length))).ToString(CultureInfo.InvariantCulture);
}
