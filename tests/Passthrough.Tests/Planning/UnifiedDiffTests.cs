using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Passthrough.Planning;

namespace Passthrough.Tests.Planning;

public class UnifiedDiffTests
{
    [Fact]
    public void Equal_texts_have_no_diff() => Assert.Equal("", UnifiedDiff.Between("/a", "x\n", "x\n"));

    [Fact]
    public void A_new_file_comes_from_nothing() =>
        Assert.Equal("--- /dev/null\n+++ /a\n@@ -0,0 +1,2 @@\n+x\n+y\n", UnifiedDiff.Between("/a", null, "x\ny\n"));

    [Fact]
    public void A_missing_last_line_end_is_said() =>
        Assert.Equal("--- /a\n+++ /a\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+x\n", UnifiedDiff.Between("/a", "x", "x\n"));

    [Fact]
    public void Patch_makes_the_new_text_from_the_old_one()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/patch"), "patch is not installed");
        var lines = Gen.Elements("a", "b", "c", "").ListOf();
        var texts = lines.Select(list => string.Concat(list.Select(line => line + "\n"))).ToArbitrary();
        var property = Prop.ForAll(texts, texts, (before, after) => string.Equals(Patched(before, UnifiedDiff.Between("/f", before, after)), after, StringComparison.Ordinal));
        property.Check(Config.QuickThrowOnFailure.WithMaxTest(60).WithEndSize(30));
    }

    private static string Patched(string before, string diff)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, before);
        using var patch = Process.Start(new ProcessStartInfo("patch", ["-s", "-f", file]) { UseShellExecute = false, RedirectStandardInput = true })!;
        patch.StandardInput.Write(diff);
        patch.StandardInput.Close();
        patch.WaitForExit();
        var after = File.Exists(file) ? System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(file)) : "";
        File.Delete(file);
        return after;
    }
}
