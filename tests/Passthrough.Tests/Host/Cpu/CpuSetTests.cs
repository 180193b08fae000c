using FsCheck;
using FsCheck.Fluent;
using Passthrough.Host.Cpu;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Host.Cpu;

public class CpuSetTests
{
    [Theory]
    [InlineData("0-3,8", "0-3,8")]
    [InlineData(" 8,0-3\n", "0-3,8")]
    [InlineData("0-31:2/8", "0-1,8-9,16-17,24-25")]
    [InlineData("\n", "")]
    [InlineData("            (null)\n", "")]
    [InlineData("5,5,4-5", "4-5")]
    public void Lists_are_understood(string text, string list) => Assert.Equal(list, CpuSet.FromList(text)!.ToString());

    [Theory]
    [InlineData("f", "0-3")]
    [InlineData("1,0000000f", "0-3,32")]
    [InlineData("0x80000000", "31")]
    [InlineData("00000000,00000000", "")]
    [InlineData("ffffffffffffffff", "0-63")]
    public void Masks_are_understood(string text, string list) => Assert.Equal(list, CpuSet.FromMask(text)!.ToString());

    [Theory]
    [InlineData("3-1")]
    [InlineData("0-2147483647")]
    [InlineData("-1")]
    [InlineData("1,,2")]
    [InlineData("1-2-3")]
    [InlineData("0-8:2")]
    [InlineData("0-8:3/0")]
    [InlineData("a")]
    public void Rubbish_is_no_list(string text) => Assert.Null(CpuSet.FromList(text));

    [Theory]
    [InlineData("")]
    [InlineData("g")]
    [InlineData("f,")]
    [InlineData("f,123456789")]
    [InlineData("0x")]
    public void Rubbish_is_no_mask(string text) => Assert.Null(CpuSet.FromMask(text));

    [Fact]
    public void Nothing_is_no_set() => Assert.Equal((null, null), (CpuSet.FromList(null), CpuSet.FromMask(null)));

    [Fact]
    public void A_set_survives_both_texts() => Prop.ForAll(
        Gen.Choose(0, 9000).ListOf().ToArbitrary(),
        numbers =>
        {
            var set = CpuSet.Of(numbers);
            Assert.Equal(numbers.Distinct().Order(), set);
            Assert.Equal(set, CpuSet.FromList(set.ToString()));
            Assert.Equal(set, CpuSet.FromMask(set.ToMask()));
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    [Fact]
    public void Sets_are_joined_and_parted_like_sets() => Prop.ForAll(
        Gen.Choose(0, 300).ListOf().ToArbitrary(),
        Gen.Choose(0, 300).ListOf().ToArbitrary(),
        (left, right) =>
        {
            var (a, b) = (CpuSet.Of(left), CpuSet.Of(right));
            Assert.Equal(left.Union(right).Order(), a.Union(b));
            Assert.Equal(left.Intersect(right).Order(), a.Intersect(b));
            Assert.Equal(left.Except(right).Order(), a.Except(b));
            Assert.Equal(left.All(right.Contains), a.IsSubsetOf(b));
            Assert.Equal(left.Intersect(right).Any(), a.Overlaps(b));
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    [Fact]
    public void Any_text_is_swallowed() => Rubbish.IsSwallowedBy(
        text => Assert.NotEqual("", CpuSet.FromList(text)?.ToMask() + CpuSet.FromMask(text) + "."), "0", "-", ",", "0x", "f", "12345678", ":", "/", "7", "99999999999", " ", "\n");
}
