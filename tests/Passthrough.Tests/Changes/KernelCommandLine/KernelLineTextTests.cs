using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Passthrough.Changes.KernelCommandLine;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Changes.KernelCommandLine;

public class KernelLineTextTests
{
    private const string Entry = "# by hand\ntitle   Arch Linux\nlinux   /vmlinuz-linux\ninitrd  /initramfs-linux.img\noptions root=UUID=1 rw  \"a=b c\" \noptions quiet\n";
    private static readonly ImmutableDictionary<string, string?> Nothing = ImmutableDictionary<string, string?>.Empty;
    private static readonly ImmutableArray<string> Words = ["intel_iommu=on", "iommu=pt"];

    [Fact]
    public void Words_come_to_the_end_of_the_last_options_line_and_nothing_else_changes() =>
        Assert.Equal(Entry.Replace("quiet", "quiet intel_iommu=on iommu=pt", StringComparison.Ordinal), KernelLineText.EditEntry(Entry, Words, Nothing));

    [Theory]
    [InlineData("options a", "options a intel_iommu=on iommu=pt")]
    [InlineData("options a \r\nlinux b\r\n", "options a intel_iommu=on iommu=pt \r\nlinux b\r\n")]
    [InlineData("  options\ta\n", "  options\ta intel_iommu=on iommu=pt\n")]
    [InlineData("options\n", "options intel_iommu=on iommu=pt\n")]
    [InlineData("linux /a\nnooptions b", "linux /a\nnooptions b\noptions intel_iommu=on iommu=pt\n")]
    [InlineData("#options a\noptional b\n", "#options a\noptional b\noptions intel_iommu=on iommu=pt\n")]
    [InlineData("options \"intel_iommu=on\" a\n", "options \"intel_iommu=on\" a iommu=pt\n")]
    public void An_entry_is_edited_as_it_is_written(string before, string after) => Assert.Equal(after, KernelLineText.EditEntry(before, Words, Nothing));

    [Fact]
    public void What_stands_against_the_words_is_replaced_in_place_or_taken_out_in_every_line()
    {
        var against = Nothing.Add("intel_iommu=off", "intel_iommu=on").Add("amd_iommu=off", null);
        Assert.Equal(
            "options a intel_iommu=on b\noptions c iommu=pt\n",
            KernelLineText.EditEntry("options a intel_iommu=off b amd_iommu=off\noptions amd_iommu=off c\n", Words, against));
    }

    [Fact]
    public void Words_are_taken_out_of_what_others_wrote_since()
    {
        var replaced = Nothing.Add("intel_iommu=off", "intel_iommu=on").Add("amd_iommu=off", null);
        Assert.Equal(
            "title new\noptions root=2 intel_iommu=off rw amd_iommu=off\n",
            KernelLineText.TakeOut("title new\noptions root=2 intel_iommu=on rw iommu=pt\n", ["iommu=pt"], replaced));
    }

    [Fact]
    public void A_line_that_was_added_goes_as_a_whole()
    {
        const string Bare = "title Arch\nlinux /vmlinuz\n";
        Assert.Equal(Bare, KernelLineText.TakeOut(KernelLineText.EditEntry(Bare, Words, Nothing)!, Words, Nothing));
    }

    [Theory]
    [InlineData("root=1 ro\n", "root=1 ro intel_iommu=on iommu=pt\n")]
    [InlineData("# mine\nroot=1\nro\n\n# end\n", "# mine\nroot=1\nro intel_iommu=on iommu=pt\n\n# end\n")]
    [InlineData("", "intel_iommu=on iommu=pt\n")]
    [InlineData("root=1 iommu=off", "root=1 intel_iommu=on iommu=pt")]
    [InlineData("iommu=off root=1", "root=1 intel_iommu=on iommu=pt")]
    [InlineData("iommu=off", " intel_iommu=on iommu=pt")]
    public void A_file_that_is_a_kernel_line_is_edited_as_a_whole(string before, string after) =>
        Assert.Equal(after, KernelLineText.EditFile(before, Words, Nothing.Add("iommu=off", null)));

    [Fact]
    public void Where_a_quote_is_left_open_nothing_is_proposed()
    {
        Assert.Null(KernelLineText.EditEntry("options a=\"b c\n", Words, Nothing));
        Assert.Null(KernelLineText.EditFile("a=\"b c\n", Words, Nothing));
    }

    [Fact]
    public void Twice_is_once_and_taking_out_gives_back_the_same_bytes()
    {
        var lines = Gen.Elements(" options root=1", "options \"a b\" c ", "title x", "# c", "linux\t/v", "", "options a=\"b\"\t").ListOf();
        var texts = from before in lines from last in Gen.Elements("options ro", "options  x \t") from after in lines from end in Gen.Elements("\n", "\r\n") select string.Join(end, before.Append(last).Concat(after));
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            var once = KernelLineText.EditEntry(text, Words, Nothing)!;
            Assert.Equal(once, KernelLineText.EditEntry(once, Words, Nothing));
            Assert.Equal(text, KernelLineText.TakeOut(once, Words, Nothing));
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
    }

    [Fact]
    public void Rubbish_is_edited_or_refused_and_nothing_is_thrown() => Rubbish.IsSwallowedBy(
        text =>
        {
            _ = KernelLineText.EditEntry(text, Words, Nothing.Add("a", null).Add("b", "c"));
            _ = KernelLineText.EditFile(text, Words, Nothing.Add("a", null).Add("b", "c"));
            _ = KernelLineText.TakeOut(text, Words, Nothing.Add("a", null).Add("b", "c"));
            _ = KernelLineText.WordsOf(text);
        },
        "options", " ", "a", "b", "\"", "\n", "\r\n", "#", "iommu=pt", "\t", "\0");
}
