using FsCheck;
using FsCheck.Fluent;
using Passthrough.Host.Security;

namespace Passthrough.Tests.Host.Security;

public class SelinuxLabelTests
{
    [Fact]
    public void A_label_has_a_type_and_perhaps_a_level()
    {
        Assert.Equal(new SelinuxLabel("unconfined_u:object_r:user_home_t:s0", "user_home_t", "s0"), SelinuxLabel.Parse("unconfined_u:object_r:user_home_t:s0\0"u8));
        Assert.Equal("s0:c1,c2", SelinuxLabel.Parse("system_u:object_r:svirt_image_t:s0:c1,c2"u8)!.Level);
        Assert.Null(SelinuxLabel.Parse("u:r:t"u8)!.Level);
        Assert.Null(SelinuxLabel.Parse("u:r"u8));
        Assert.Null(SelinuxLabel.Parse("u:r: t:s0"u8));
    }

    [Theory]
    [InlineData("/dev/shm/looking-glass", "/dev/shm/looking-glass")]
    [InlineData("/home/jan/RX 580.rom", null)]
    [InlineData("/home/jan/card(1)+.rom", @"/home/jan/card\(1\)\+\.rom")]
    public void A_path_is_written_as_the_expression_that_only_it_matches(string path, string? pattern) => Assert.Equal(pattern, LocalFileContext.PatternOf(path));

    [Fact]
    public void The_type_that_was_chosen_for_any_path_is_found_again()
    {
        var paths = Gen.Elements("a", ".", "+", "(", ")", "[", "]", "{", "}", "|", "\\", "^", "$", "?", "*", "/").ListOf().Select(parts => "/" + string.Concat(parts)).ToArbitrary();
        Prop.ForAll(paths, path => Assert.Equal("t", (SecurityFacts.None with { LocalFileContexts = LocalFileContext.Parse($"{LocalFileContext.PatternOf(path)}    u:r:t:s0\n") }).LocalTypeOf(path)))
            .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
    }
}
