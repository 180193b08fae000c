using Passthrough.Cli.Commands;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Commands;

public class DurationTests
{
    [Theory]
    [InlineData("30s", 30)]
    [InlineData("5m", 300)]
    [InlineData("24h", 86400)]
    public void A_time_is_a_number_and_a_unit(string text, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), Duration.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("30")]
    [InlineData("0s")]
    [InlineData("-1s")]
    [InlineData("25h")]
    [InlineData("2147483647h")]
    [InlineData("99999999999s")]
    public void Anything_else_is_none(string text) => Assert.Null(Duration.Parse(text));

    [Fact]
    public void Rubbish_is_none() => Rubbish.IsSwallowedBy(text => _ = Duration.Parse(text), "1", "9", "s", "m", "h", "-", " ");
}
