using Passthrough.Guests;

namespace Passthrough.Tests.Guests;

public class GuestNameTests
{
    [Theory]
    [InlineData("win11")]
    [InlineData("a.b_c-D")]
    [InlineData("0")]
    public void Accepts_what_is_plain_everywhere(string name) => Assert.True(GuestName.IsValid(name));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData(".hidden")]
    [InlineData("-option")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("a,b")]
    [InlineData("ä")]
    [InlineData("a\n")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Refuses_everything_else(string? name) => Assert.False(GuestName.IsValid(name));
}
