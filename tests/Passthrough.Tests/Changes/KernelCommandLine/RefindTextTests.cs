using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Passthrough.Changes.KernelCommandLine;
using Passthrough.Host.Boot.Refind;
using Passthrough.Planning.Guard;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Changes.KernelCommandLine;

public class RefindTextTests
{
    private static readonly ImmutableDictionary<string, string?> Nothing = ImmutableDictionary<string, string?>.Empty;
    private static readonly ImmutableArray<string> Words = ["intel_iommu=on", "iommu=pt"];

    [Theory]
    [InlineData("\"A\"   \"root=1 ro\"  # x\r\n", "\"A\"   \"root=1 ro intel_iommu=on iommu=pt\"  # x\r\n")]
    [InlineData("A \"\"", "A \" intel_iommu=on iommu=pt\"")]
    [InlineData("\"A \"\"b\"\"\" \"a=\"\"b c\"\" \"", "\"A \"\"b\"\"\" \"a=\"\"b c\"\" intel_iommu=on iommu=pt \"")]
    [InlineData("A root=1 ro", null)]
    [InlineData("\"A\" \"root=1", null)]
    [InlineData("\"A\"", null)]
    public void A_line_is_edited_as_it_is_written(string before, string? after) => Assert.Equal(after, RefindText.Edit(before, [new WordEdit(0, Words, Nothing)]));

    [Fact]
    public void What_stands_against_the_words_is_replaced() =>
        Assert.Equal("A \"intel_iommu=on b\"", RefindText.Edit("A \"intel_iommu=off b iommu=off\"", [new WordEdit(0, [], Nothing.Add("intel_iommu=off", "intel_iommu=on").Add("iommu=off", null))]));

    [Fact]
    public void Twice_is_once_and_taking_out_gives_back_the_same_bytes()
    {
        var lines = Gen.Elements("\"A\" \"root=1 a\"", "B  \"b \"\"c d\"\" \" # x", "# c", "", "\"S\" \"root=1 single\"", "timeout 5").ListOf();
        var texts = from many in lines from end in Gen.Elements("\n", "\r\n") from last in Gen.Elements("", "\"Z\" \"z\"") select string.Join(end, many.Append(last));
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            var entries = RefindLinuxConfiguration.Read("f", text).Where(entry => !entry.IsSpare && entry.Title is not "timeout").ToList();
            ImmutableArray<WordEdit> edits = [.. entries.Select(entry => new WordEdit(entry.Line, Words, Nothing))];
            var once = RefindText.Edit(text, edits)!;
            Assert.Equal(once, RefindText.Edit(once, edits));
            var offered = entries.Aggregate(once, (edited, entry) => RefindFallbackEntry.With(edited, text, entry, "6.1", null, _ => false)!);
            Assert.Equal(text, new[] { null, "root=1" }.Aggregate(offered, (edited, root) => RefindText.TakeOut(edited, isLinux: true, root, Words, Nothing)));
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
    }

    [Fact]
    public void Rubbish_is_edited_or_refused_and_nothing_is_thrown() => Rubbish.IsSwallowedBy(
        text =>
        {
            _ = RefindText.Edit(text, [new WordEdit(0, Words, Nothing.Add("a", null).Add("b", "c"))]);
            _ = RefindText.TakeOut(text, isLinux: true, null, Words, Nothing.Add("a", null));
            _ = RefindText.TakeOut(text, isLinux: false, null, Words, Nothing.Add("a", null));
        },
        "menuentry", "submenuentry", "options", "{", "}", "\"", " ", "a", "b", "\n", "\r\n", "#", "=", "As before passthrough");
}
