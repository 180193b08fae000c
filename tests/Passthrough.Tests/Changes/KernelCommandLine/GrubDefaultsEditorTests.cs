using System.Collections.Immutable;
using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Passthrough.Changes.KernelCommandLine;
using Passthrough.Tests.Corpora;

namespace Passthrough.Tests.Changes.KernelCommandLine;

public class GrubDefaultsEditorTests
{
    private const string Variable = "GRUB_CMDLINE_LINUX_DEFAULT";
    private static readonly ImmutableArray<string> Wanted = ["intel_iommu=on", "iommu=pt"];

    [Theory]
    [InlineData("V=\"quiet splash\"\n", "V=\"quiet splash intel_iommu=on iommu=pt\"\n")]
    [InlineData("V='quiet'\n", "V='quiet intel_iommu=on iommu=pt'\n")]
    [InlineData("V=quiet\n", "V=\"quiet intel_iommu=on iommu=pt\"\n")]
    [InlineData("V=\n", "V=\"intel_iommu=on iommu=pt\"\n")]
    [InlineData("V=\"\"\n", "V=\"intel_iommu=on iommu=pt\"\n")]
    [InlineData("V=\"quiet\" # why\n", "V=\"quiet intel_iommu=on iommu=pt\" # why\n")]
    [InlineData("  V=\"quiet\"; X=1\n", "  V=\"quiet intel_iommu=on iommu=pt\"; X=1\n")]
    [InlineData("export V=\"quiet\"\n", "export V=\"quiet intel_iommu=on iommu=pt\"\n")]
    [InlineData("V=\"a\"\nV=\"b\"\n", "V=\"a\"\nV=\"b intel_iommu=on iommu=pt\"\n")]
    [InlineData("V=\"a\"\nV=\"${V} b\"\n", "V=\"a\"\nV=\"${V} b intel_iommu=on iommu=pt\"\n")]
    [InlineData("V=\"a iommu=pt\"\nV=\"$V b\"\n", "V=\"a iommu=pt\"\nV=\"$V b intel_iommu=on\"\n")]
    [InlineData("V=\"dyndbg=\\\"file x +p\\\" quiet\"\n", "V=\"dyndbg=\\\"file x +p\\\" quiet intel_iommu=on iommu=pt\"\n")]
    [InlineData("V=\"quiet \\\n splash\"\n", "V=\"quiet \\\n splash intel_iommu=on iommu=pt\"\n")]
    [InlineData("V='a'\"b\"\n", "V='a'\"b\"\" intel_iommu=on iommu=pt\"\n")]
    [InlineData("V=\"quiet\"\r\n", "V=\"intel_iommu=on iommu=pt quiet\"\r\n")]
    [InlineData("#V=\"quiet\"\nX=1", "#V=\"quiet\"\nX=1\nV=\"intel_iommu=on iommu=pt\"\n")]
    [InlineData("", "V=\"intel_iommu=on iommu=pt\"\n")]
    [InlineData("if true; then X=1; fi\nV=\"quiet\"\n", "if true; then X=1; fi\nV=\"quiet intel_iommu=on iommu=pt\"\n")]
    public void Adds_the_words_and_leaves_all_else(string before, string after) => Assert.Equal(Expand(after), Text(Edit(Expand(before))));

    [Theory]
    [InlineData("V=\"`cat /x`\"\n")]
    [InlineData("V=\"$(cat /x)\"\n")]
    [InlineData("V+=\" quiet\"\n")]
    [InlineData("if [ -e /x ]; then\n  V=\"quiet\"\nfi\n")]
    [InlineData("[ -e /x ] && V=\"quiet\"\n")]
    [InlineData("[ -e /x ] &&\n  V=\"quiet\"\n")]
    [InlineData("f() {\n  V=\"quiet\"\n}\n")]
    [InlineData("case a in\n  a) V=\"quiet\" ;;\nesac\n")]
    [InlineData("V=\"quiet\n")]
    [InlineData("V=\"quiet\" sh\n")]
    [InlineData("cat <<X\nV=\"quiet\"\nX\n")]
    [InlineData("unset V\n")]
    public void What_it_cannot_follow_it_does_not_touch(string text) => Assert.IsType<GrubEdit.NotUnderstood>(Edit(Expand(text)));

    [Theory]
    [InlineData("V=\"a intel_iommu=off b\"\n", "V=\"a intel_iommu=on b\"\n")]
    [InlineData("V='intel_iommu=off'\n", "V='intel_iommu=on'\n")]
    [InlineData("V=intel_iommu=off\n", "V=intel_iommu=on\n")]
    [InlineData("V=\"a iommu=off\"\n", "V=\"a\"\n")]
    [InlineData("V=\"iommu=off a\"\n", "V=\"a\"\n")]
    [InlineData("V=\"noiommu=off xintel_iommu=off\"\n", "V=\"noiommu=off xintel_iommu=off\"\n")]
    public void Replaces_or_takes_out_whole_words_only(string before, string after)
    {
        var replace = ImmutableDictionary<string, string?>.Empty.Add("intel_iommu=off", "intel_iommu=on").Add("iommu=off", null);
        Assert.Equal(Expand(after), Text(GrubDefaultsEditor.Edit(Expand(before), Variable, [], replace)));
    }

    [Fact]
    public void A_word_written_across_quotes_is_not_touched() =>
        Assert.IsType<GrubEdit.NotUnderstood>(GrubDefaultsEditor.Edit(Expand("V=intel_'iommu=off'\n"), Variable, [], ImmutableDictionary<string, string?>.Empty.Add("intel_iommu=off", null)));

    [Fact]
    public void Never_throws_and_twice_is_once()
    {
        var pieces = Gen.Elements("V", "=", "+=", "\"", "'", "\\", "\n", "\r\n", " ", "#", "$", "{", "}", "(", ")", "`", ";", "&&", "quiet", "iommu=pt", "if", "fi", "<<", "é", "$V");
        var texts = pieces.ListOf().Select(list => Expand(string.Concat(list))).ToArbitrary();
        Prop.ForAll(texts, TwiceIsOnce).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(40));
    }

    [Fact]
    public void The_shell_sees_the_old_words_and_then_the_new_ones()
    {
        var pieces = Gen.Elements("quiet", " ", "  ", "a=b", "\\\"", "\\\\", "x", "$HOME_OF_NOTHING", "'", "\t", "\\\n");
        var values = pieces.ListOf().Select(list => string.Concat(list)).ToArbitrary();
        Prop.ForAll(values, value => ShellAgrees($"V=\"{value}\"\n") && ShellAgrees($"V='{value.Replace("'", "", StringComparison.Ordinal)}'\n"))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(150).WithEndSize(20));
    }

    [Fact]
    public void Real_configurations_keep_their_words()
    {
        var files = Directory.GetFiles(CorpusFolder.Require("user-configs"), "grub", SearchOption.AllDirectories).Where(file => file.EndsWith("etc/default/grub", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.True(ShellAgrees(System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(file))), file));
    }

    private static string Expand(string text) => text.Replace("V", Variable, StringComparison.Ordinal);

    private static GrubEdit Edit(string text) => GrubDefaultsEditor.Edit(text, Variable, Wanted, ImmutableDictionary<string, string?>.Empty);

    private static string Text(GrubEdit edit) => Assert.IsType<GrubEdit.Done>(edit).Text;

    private static bool TwiceIsOnce(string text) => Edit(text) is not GrubEdit.Done once || (Edit(once.Text) is GrubEdit.Done twice && string.Equals(twice.Text, once.Text, StringComparison.Ordinal));

    private static bool ShellAgrees(string text)
    {
        var before = ShellWords(Expand(text));
        var after = ShellWords(Text(Edit(Expand(text))));
        return after.SequenceEqual(before.Concat(Wanted.Except(before, StringComparer.Ordinal)), StringComparer.Ordinal);
    }

    private static string[] ShellWords(string text)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, text);
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", ". \"$1\"; printf %s \"$GRUB_CMDLINE_LINUX_DEFAULT\"", "sh", file]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        File.Delete(file);
        return output.Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }
}
