using Passthrough.Failures;
using Passthrough.Guests.Devices;
using Passthrough.Sessions.Usb.Switching;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Sessions.Usb.Switching;

public class SwitchRequestTests
{
    [Theory]
    [InlineData("swap desk", SwitchVerb.Swap, "desk", null, false)]
    [InlineData("  swap   desk agreed ", SwitchVerb.Swap, "desk", null, true)]
    [InlineData("back", SwitchVerb.Back, null, null, false)]
    [InlineData("back desk", SwitchVerb.Back, "desk", null, false)]
    [InlineData("return 1-4.2", SwitchVerb.Return, null, "1-4.2", false)]
    [InlineData("return 046d:c52b@1-4.2 win11", SwitchVerb.Return, "win11", "046d:c52b@1-4.2", false)]
    public void A_line_asks_for_one_thing(string line, SwitchVerb verb, string? name, string? device, bool isAgreed)
    {
        var request = SwitchRequest.Parse(line);
        Assert.Equal(new SwitchRequest(verb, name, device is null ? null : UsbName.Parse(device), isAgreed), request);
        Assert.Equal(request, SwitchRequest.Parse(request.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("swap")]
    [InlineData("swap ../desk")]
    [InlineData("swap desk please")]
    [InlineData("lend 1-2 win11")]
    [InlineData("return win11")]
    [InlineData("back desk chair")]
    [InlineData("SWAP desk")]
    public void Anything_else_is_told_what_is_known(string line) => Assert.Contains("swap PROFILE", Assert.Throws<InvalidInputException>(() => SwitchRequest.Parse(line)).NextStep, StringComparison.Ordinal);

    [Fact]
    public void Rubbish_is_refused_or_says_the_same_again() => Rubbish.IsSwallowedBy(
        line =>
        {
            var refusal = Record.Exception(() => Assert.Equal(SwitchRequest.Parse(line), SwitchRequest.Parse(SwitchRequest.Parse(line).ToString())));
            Assert.True(refusal is null or InvalidInputException, line);
        },
        "swap", "back", "return", " ", "desk", "agreed", "1-4.2", "046d:c52b", "@", "\t", "\0", "-");
}
