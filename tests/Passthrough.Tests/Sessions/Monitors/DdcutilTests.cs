using FsCheck;
using FsCheck.Fluent;
using Passthrough.Guests.Display;
using Passthrough.Sessions.Monitors;

namespace Passthrough.Tests.Sessions.Monitors;

/// <summary>What ddcutil is asked, and what is understood of its answers, as its documentation has them (https://www.ddcutil.com/command_getvcp/).</summary>
public class DdcutilTests
{
    private static readonly string[] Fragments = ["VCP", "60", "SNC", "CNC", "C", "T", "ERR", "x", "x0f", "xff", "x100", "0x11", " ", "\n", "\t", "-1"];

    [Theory]
    [InlineData("VCP 60 SNC x0f\n", 0x0f)]
    [InlineData("VCP 60 SNC x11", 0x11)]
    [InlineData("VCP 60 CNC x00 x12 x03 x10\n", 0x10)]
    [InlineData("Feature definition file not found\nVCP 60 SNC x12\n", 0x12)]
    [InlineData("VCP 60 ERR\n", null)]
    [InlineData("VCP 60 T x01020304\n", null)]
    [InlineData("VCP 10 C 50 100\n", null)]
    [InlineData("Display not found\n", null)]
    [InlineData("", null)]
    public void The_input_is_read_from_the_terse_answer(string output, int? input) => Assert.Equal(input, Ddcutil.ParseInput(output));

    [Fact]
    public void Every_input_is_read_back_as_ddcutil_prints_it() =>
        Prop.ForAll(Gen.Choose(0, 255).ToArbitrary(), input => Ddcutil.ParseInput($"VCP 60 SNC x{input:x2}\n") == input).QuickCheckThrowOnFailure();

    [Fact]
    public void No_output_makes_the_parser_throw() =>
        Prop.ForAll(
            Gen.Elements(Fragments).ArrayOf().Select(string.Concat).Or(ArbMap.Default.GeneratorFor<string>().Where(text => text is not null)).ToArbitrary(),
            text => Ddcutil.ParseInput(text) is null or (>= 0 and <= 255)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_monitor_is_named_as_the_person_named_it()
    {
        var named = new MonitorInput("H4LT400059", "S34J55x", null, 0x11, null);
        Assert.Equal("ddcutil getvcp 60 --terse --model S34J55x --sn H4LT400059", Ddcutil.Read(named).ToString());
        Assert.Equal("ddcutil setvcp 60 x0f --noverify --bus 4", Ddcutil.Switch(new MonitorInput(null, null, 4, 0x11, null), 0x0f).ToString());
    }

    [Fact]
    public void Words_and_numbers_of_inputs_come_back() =>
        Prop.ForAll(Gen.Choose(1, 255).ToArbitrary(), input => InputSource.Parse(InputSource.Words(input)) == input).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("hdmi-1", 0x11)]
    [InlineData("DP-1", 0x0f)]
    [InlineData("0x1b", 0x1b)]
    [InlineData("0x00", null)]
    [InlineData("0x100", null)]
    [InlineData("17", null)]
    [InlineData("hdmi", null)]
    public void An_input_is_a_word_or_a_hexadecimal_number(string text, int? input) => Assert.Equal(input, InputSource.Parse(text));
}
