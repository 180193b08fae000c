using FsCheck;
using FsCheck.Fluent;
using Passthrough.Host.Security;

namespace Passthrough.Tests.Host.Security;

public class AppArmorRulesTests
{
    [Theory]
    [InlineData("/usr/share/vgabios/**", "/usr/share/vgabios/card.rom", true)]
    [InlineData("/usr/share/vgabios/**", "/usr/share/vgabios/a/b.rom", true)]
    [InlineData("/usr/share/vgabios/**", "/usr/share/vgabios2/card.rom", false)]
    [InlineData("/usr/share/*/card.rom", "/usr/share/a/card.rom", true)]
    [InlineData("/usr/share/*/card.rom", "/usr/share/a/b/card.rom", false)]
    [InlineData("/usr/{lib,lib64}/qemu/*.so", "/usr/lib64/qemu/a.so", true)]
    [InlineData("/{,var/}tmp/**", "/tmp/card.rom", true)]
    [InlineData("/{var/{a,b},run}/card.rom", "/var/b/card.rom", true)]
    [InlineData("/card?.rom", "/card1.rom", true)]
    [InlineData("/card?.rom", "/card/.rom", false)]
    [InlineData("/card[0-9x].rom", "/card7.rom", true)]
    [InlineData("/card[^0-9].rom", "/card7.rom", false)]
    [InlineData(@"/card\[8\].rom", "/card[8].rom", true)]
    [InlineData("@{HOME}/card.rom", "/home/jan/card.rom", false)]
    [InlineData("/{a,b", "/a", false)]
    public void Patterns_stand_for_paths_as_apparmor_d_says(string glob, string path, bool matches) => Assert.Equal(matches, AppArmorGlob.Matches(glob, path));

    [Theory]
    [InlineData("/home/jan/a b.rom", "/home/jan/a b.rom")]
    [InlineData("/roms/GTX [8GB]{x}*?^.rom", @"/roms/GTX \[8GB\]\{x\}\*\?\^.rom")]
    [InlineData("/roms/@{x},#!$é.rom", @"/roms/@\{x\},#!$é.rom")]
    public void Letters_that_mean_something_are_escaped(string path, string glob) => Assert.Equal(glob, AppArmorGlob.Escape(path));

    [Fact]
    public void What_is_written_for_a_path_stands_for_it_and_for_no_other()
    {
        var paths = Gen.Elements("/", "a", "b", " ", "*", "?", "[", "]", "{", "}", "^", ",", "@", "-", "é", "\"", "\\", "\n").ListOf().Select(parts => "/" + string.Concat(parts)).ToArbitrary();
        Prop.ForAll(paths, paths, (path, other) => Assert.True(AppArmorGlob.Escape(path) is not { } glob || (AppArmorGlob.Matches(glob, path) && AppArmorGlob.Matches(glob, other) == (path == other))))
            .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
    }

    [Theory]
    [InlineData("/roms/card.rom", true)]
    [InlineData("/roms/a b.rom", true)]
    [InlineData("/mine/card.rom", false)]
    [InlineData("/passt/card.rom", false)]
    [InlineData("/denied/card.rom", false)]
    [InlineData("/write/card.rom", false)]
    [InlineData("/commented/card.rom", false)]
    public void Rules_let_read_what_they_say_of_everyone_and_of_this_program(string path, bool isAllowed)
    {
        var rules = AppArmorFileRule.Parse(
            """
              /roms/*.rom rk, # those of cards
              "/roms/a b.rom" r,
              owner /mine/** rw,
              /denied/** r,
              audit deny /denied/card.rom r,
              /write/** w,
              #/commented/** r,
              profile passt {
                /passt/** r,
              }
            """);
        Assert.Equal(isAllowed, AppArmorFileRule.LetRead(rules, path));
    }
}
