using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Passthrough.Changes.KernelCommandLine;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Changes.KernelCommandLine;

public class KernelstubConfigurationTests
{
    private static readonly ImmutableDictionary<string, string?> Nothing = ImmutableDictionary<string, string?>.Empty;
    private static readonly ImmutableArray<string> Words = ["intel_iommu=on", "iommu=pt"];

    [Fact]
    public void Words_become_strings_of_the_users_list_as_the_others_stand_there()
    {
        var after = KernelstubConfiguration.Edit(PopMachine.Text, Words, Nothing)!;
        Assert.Equal(["quiet", "splash", "intel_iommu=on", "iommu=pt"], KernelstubConfiguration.WordsOf(after)!.Value);
        var user = PopMachine.Text.IndexOf("\"user\"", StringComparison.Ordinal);
        Assert.Equal(PopMachine.Text[..user], after[..user]);
        Assert.Equal(PopMachine.Text[user..].Replace("\"splash\"", "\"splash\",\n      \"intel_iommu=on\",\n      \"iommu=pt\"", StringComparison.Ordinal), after[user..]);
    }

    [Theory]
    [InlineData("[]", """["intel_iommu=on", "iommu=pt"]""")]
    [InlineData("[ ]", """["intel_iommu=on", "iommu=pt" ]""")]
    [InlineData("""["quiet"]""", """["quiet", "intel_iommu=on", "iommu=pt"]""")]
    [InlineData("""["quiet","splash"]""", """["quiet","splash","intel_iommu=on","iommu=pt"]""")]
    [InlineData("[\n\t\"quiet\"\n]", "[\n\t\"quiet\",\n\t\"intel_iommu=on\",\n\t\"iommu=pt\"\n]")]
    [InlineData("""["iommu=pt", "", "quiet"]""", """["iommu=pt", "", "quiet", "intel_iommu=on"]""")]
    [InlineData("""["a=\"b c\"", "iommu=pt quiet"]""", """["a=\"b c\"", "iommu=pt quiet", "intel_iommu=on"]""")]
    [InlineData("\"quiet splash\"", "\"quiet splash intel_iommu=on iommu=pt\"")]
    [InlineData("\"\"", "\"intel_iommu=on iommu=pt\"")]
    public void Each_form_that_kernelstub_has_had_is_edited_as_it_is_written_and_back(string before, string after)
    {
        var text = $"{{\"user\": {{\"x\": [1], \"kernel_options\": {before}}}, \"é\": null}}\n";
        var edited = KernelstubConfiguration.Edit(text, Words, Nothing)!;
        Assert.Equal(text.Replace(before, after, StringComparison.Ordinal), edited);
        Assert.Equal(edited, KernelstubConfiguration.Edit(edited, Words, Nothing));
    }

    [Theory]
    [InlineData("""["iommu=off", "quiet"]""", """["iommu=pt", "quiet"]""")]
    [InlineData("""["quiet", "amd_iommu=off"]""", """["quiet", "iommu=pt"]""")]
    [InlineData("""["amd_iommu=off", "quiet"]""", """["quiet", "iommu=pt"]""")]
    [InlineData("""["amd_iommu=off"]""", """["iommu=pt"]""")]
    [InlineData("""["amd_iommu=off quiet", "amd_iommu=off"]""", """["quiet", "iommu=pt"]""")]
    [InlineData("\"quiet iommu=off amd_iommu=off\"", "\"quiet iommu=pt\"")]
    public void What_stands_against_the_words_is_replaced_or_taken_out(string before, string after) =>
        Assert.Equal(Wrap(after), KernelstubConfiguration.Edit(Wrap(before), ["iommu=pt"], Nothing.Add("iommu=off", "iommu=pt").Add("amd_iommu=off", null)));

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[{\"user\": {\"kernel_options\": []}}]")]
    [InlineData("{\"default\": {\"kernel_options\": []}}")]
    [InlineData("{\"user\": {\"kernel_options\": [\"quiet\",]}}")]
    [InlineData("{\"user\": {\"kernel_options\": [1]}}")]
    [InlineData("{\"user\": {\"kernel_options\": null}}")]
    [InlineData("{\"user\": {\"kernel_options\": [\"a=\\\"b\"]}}")]
    [InlineData("{\"user\": {\"kernel_options\": \"a\\nb\"}}")]
    [InlineData("{\"user\": {\"kernel_options\": \"\\u0061\"}}")]
    [InlineData("{\"user\": {\"kernel_options\": [\"\\ud800\"]}}")]
    public void What_cannot_be_followed_is_left_alone(string text)
    {
        Assert.Null(KernelstubConfiguration.Edit(text, Words, Nothing));
        Assert.Equal(text, KernelstubConfiguration.TakeOut(text, Words, Nothing));
    }

    [Fact]
    public void Of_two_values_with_one_name_the_later_counts() => Assert.Equal(
        ["b"], KernelstubConfiguration.WordsOf("""{"user": {"kernel_options": ["a"]}, "user": {"kernel_options": "c", "kernel_options": ["b"]}}""")!.Value);

    [Fact]
    public void Words_are_taken_out_of_what_kernelstub_wrote_since() => Assert.Equal(
        Wrap("""["new", "iommu=off"]"""), KernelstubConfiguration.TakeOut(Wrap("""["new", "iommu=pt", "intel_iommu=on"]"""), ["intel_iommu=on"], Nothing.Add("iommu=off", "iommu=pt")));

    [Fact]
    public void Twice_is_once_and_taking_out_gives_back_the_same_bytes()
    {
        var strings = Gen.Elements("\"quiet\"", "\"\"", "\"a=\\\"b c\\\"\"", "\"splash x\"", "\"é\"").ListOf();
        var texts = from list in strings
                    from blank in Gen.Elements("", " ", "\n      ", "\r\n\t")
                    from end in Gen.Elements("", "\n")
                    from before in Gen.Elements("", "\"default\": {\"kernel_options\": [\"é\"]}, ")
                    select $"{{{before}\"user\": {{\"kernel_options\": [{blank}{string.Join("," + blank, list)}{blank}], \"n\": 1.0}}}}{end}";
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            var once = KernelstubConfiguration.Edit(text, Words, Nothing)!;
            Assert.Equal(once, KernelstubConfiguration.Edit(once, Words, Nothing));
            Assert.Equal(text, KernelstubConfiguration.TakeOut(once, Words, Nothing));
            Assert.Equal(KernelstubConfiguration.WordsOf(text)!.Value.AddRange(Words), KernelstubConfiguration.WordsOf(once)!.Value);
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
    }

    [Fact]
    public void Rubbish_is_edited_or_refused_and_nothing_is_thrown() => Rubbish.IsSwallowedBy(
        text =>
        {
            _ = KernelstubConfiguration.WordsOf(text);
            _ = KernelstubConfiguration.Edit(text, Words, Nothing.Add("a", "b").Add("b", "a").Add("c", null));
            _ = KernelstubConfiguration.TakeOut(text, Words, Nothing.Add("a", "b").Add("b", "a").Add("c", null));
        },
        "{", "}", "[", "]", ",", ":", "\"user\"", "\"kernel_options\"", "\"a\"", "\"b c\"", "{\"user\":{\"kernel_options\":[", "]}}", "\"", "\\", "\n", "1", "\"c\"");

    private static string Wrap(string value) => $"{{\"user\": {{\"kernel_options\": {value}}}}}";
}
