using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Passthrough.Changes.KernelCommandLine;
using Passthrough.Host.Boot.Limine;
using Passthrough.Planning.Guard;
using Passthrough.Tests.Machines;

namespace Passthrough.Tests.Changes.KernelCommandLine;

public class LimineTextTests
{
    private static readonly ImmutableDictionary<string, string?> Nothing = ImmutableDictionary<string, string?>.Empty;
    private static readonly ImmutableArray<string> Words = ["intel_iommu=on", "iommu=pt"];

    [Theory]
    [InlineData("/A\nprotocol: linux\npath: boot():/k\ncmdline: a\n", "/A\nprotocol: linux\npath: boot():/k\ncmdline: a intel_iommu=on iommu=pt\n")]
    [InlineData("/A\r\n  Protocol: linux\r\n  path: boot():/k\r\n  CmdLine:a \r\n", "/A\r\n  Protocol: linux\r\n  path: boot():/k\r\n  CmdLine:a intel_iommu=on iommu=pt \r\n")]
    [InlineData("/A\ncmdline: lost\nkernel_cmdline: a\npath: boot():/k", "/A\ncmdline: lost\nkernel_cmdline: a intel_iommu=on iommu=pt\npath: boot():/k")]
    [InlineData("/A\n\tpath: boot():/k\n\tmodule_path: x\n", "/A\n\tpath: boot():/k\n\tcmdline: intel_iommu=on iommu=pt\n\tmodule_path: x\n")]
    [InlineData("/A\n path: boot():/k", "/A\n path: boot():/k\n cmdline: intel_iommu=on iommu=pt")]
    [InlineData("/A\n#cmdline: a\npath: k\ncmdline: intel_iommu=on b\n", "/A\n#cmdline: a\npath: k\ncmdline: intel_iommu=on b iommu=pt\n")]
    [InlineData("${X}=iommu=pt\n/A\npath: k\ncmdline: ${X} b\n", "${X}=iommu=pt\n/A\npath: k\ncmdline: ${X} b intel_iommu=on iommu=pt\n")]
    public void An_entry_is_edited_as_it_is_written(string before, string after) => Assert.Equal(after, LimineText.Edit(before, isOld: false, [new WordEdit(0, Words, Nothing)]));

    [Fact]
    public void The_old_form_is_edited_in_its_own_way() =>
        Assert.Equal(":A\nKERNEL_PATH=boot:///k\nCMDLINE=a=b iommu=pt\n", LimineText.Edit(":A\nKERNEL_PATH=boot:///k\nCMDLINE=a=b\n", isOld: true, [new WordEdit(0, ["iommu=pt"], Nothing)]));

    [Fact]
    public void Hashes_of_known_files_are_written_anew_and_no_others() => Assert.Equal(
        "/A\nmodule_path: boot():/a#ff\nmodule_path: boot():/b#22\npath: boot():/a#11\n",
        LimineText.WithHashes("/A\nmodule_path: boot():/a#00\nmodule_path: boot():/b#22\npath: boot():/a#11\n", isOld: false, file => file.Path is "/a" ? "ff" : null));

    [Fact]
    public void Paths_are_understood_and_written_as_they_were()
    {
        Assert.Equal(new LimineFile("boot()", "/a/b", "0a"), LimineFile.Parse("boot():/a/b#0a"));
        Assert.Equal(new LimineFile("uuid(12-34)", "/a#x", null), LimineFile.Parse("uuid(12-34):/a#x"));
        Assert.Equal(new LimineFile("hdd(1:3)", "/a", null), LimineFile.Parse("hdd://1:3/a"));
        Assert.All(new[] { "boot():/a/b#0a", "hdd(1:3):/x" }, path => Assert.Equal(path, LimineFile.Parse(path).TextOf(isOld: false)));
        Assert.All(new[] { "boot:///a/b#0a", "hdd://1:3/x" }, path => Assert.Equal(path, LimineFile.Parse(path).TextOf(isOld: true)));
    }

    [Fact]
    public void The_default_is_counted_as_the_menu_shows_the_tree()
    {
        const string Text = "/Closed\n//Hidden\nprotocol: linux\npath: k\n/+Open\n//A\\B/C#1\nprotocol: linux\npath: k\n";
        Assert.Null(LimineConfiguration.Read("limine.conf", "/boot", Text).Default(told: null));
        Assert.Equal(@"Open/A\\B\/C\#1", LimineConfiguration.Read("limine.conf", "/boot", "default_entry: 3\n" + Text).Default(told: null)!.TreePath);
        Assert.Equal("Hidden", LimineConfiguration.Read("limine.conf", "/boot", "default_entry: Closed/Hidden\n" + Text).Default(told: null)!.Title);
    }

    [Fact]
    public void Twice_is_once_and_taking_out_gives_back_the_same_bytes()
    {
        var options = Gen.Elements("  cmdline: root=1 a", "cmdline: \"a b\" c ", "kernel_cmdline:x", "# c", "", "\tmodule_path: boot():/i#0f", "comment: y", "${M}=z", "cmdline: ${M} ${N}").ListOf();
        var entries = from before in options from after in options select before.Prepend("protocol: linux").Append("  path: boot():/k").Concat(after);
        var texts = from head in options from many in entries.ListOf() from end in Gen.Elements("\n", "\r\n") from last in Gen.Elements("", "x") select string.Join(end, head.Concat(many.SelectMany(entry => entry.Prepend("/T"))).Append(last));
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            var linux = LimineConfiguration.Read("limine.conf", "/boot", text).Entries.Where(entry => entry.IsLinux).ToList();
            ImmutableArray<WordEdit> edits = [.. linux.Select(entry => new WordEdit(entry.Index, Words, Nothing))];
            var once = LimineText.Edit(text, isOld: false, edits)!;
            Assert.Equal(once, LimineText.Edit(once, isOld: false, edits));
            var offered = linux.Aggregate(once, (edited, entry) => LimineFallbackEntry.With(edited, isOld: false, text, entry, _ => null));
            Assert.Equal(text, new[] { null, "root=1" }.Aggregate(offered, (edited, root) => LimineText.TakeOut(edited, isOld: false, root, Words, Nothing)));
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
    }

    [Fact]
    public void Rubbish_is_edited_or_refused_and_nothing_is_thrown() => Rubbish.IsSwallowedBy(
        text =>
        {
            var edit = new WordEdit(0, Words, Nothing.Add("a", null).Add("b", "c"));
            _ = LimineText.Edit(text, isOld: false, [edit]);
            _ = LimineText.Edit(text, isOld: true, [edit]);
            _ = LimineText.TakeOut(text, isOld: false, null, Words, Nothing.Add("a", null));
            _ = LimineText.WithHashes(text, isOld: false, _ => "00");
            _ = LimineFallbackEntry.Without(text, isOld: true);
        },
        "/", ":", "T", "cmdline", "CMDLINE", "path", "=", ": ", " ", "a", "\"", "\n", "\r\n", "#", "${", "}", "protocol: linux", "As before passthrough");
}
