using System.Collections.Immutable;
using System.Text;
using Passthrough.Changes.KernelCommandLine;
using Passthrough.Host.Boot.Limine;
using Passthrough.Host.Boot.LoaderEntries;
using Passthrough.Host.Boot.Refind;

namespace Passthrough.Tests.Corpora;

/// <summary>Boot loader configurations of real users, read a second time line by line.</summary>
public class BootConfigurationsTests
{
    private static readonly ImmutableArray<string> Words = ["intel_iommu=on", "iommu=pt"];

    [Fact]
    public void Every_loader_entry_gives_its_kernel_and_all_words_of_its_options() => Assert.All(
        Files("*.conf", "/loader/entries/"),
        path =>
        {
            var lines = File.ReadAllLines(path);
            var entry = LoaderEntryFile.Parse(path, string.Join('\n', lines));
            Assert.Equal(Value(lines, "title"), entry.Title);
            Assert.Equal(Value(lines, "linux"), entry.Kernel);
            Assert.Equal(
                lines.Where(line => line.StartsWith("options", StringComparison.Ordinal)).SelectMany(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Skip(1)).Select(WithoutQuotes),
                entry.Options);
        });

    [Fact]
    public void Every_loader_entry_gets_the_words_and_nothing_else_and_gives_them_back() => Assert.All(
        Files("*.conf", "/loader/entries/"),
        path =>
        {
            var before = Encoding.UTF8.GetString(File.ReadAllBytes(path));
            var old = LoaderEntryFile.Parse(path, before).Options;
            var after = KernelLineText.EditEntry(before, Words, ImmutableDictionary<string, string?>.Empty)!;
            Assert.Equal(old.Concat(Words.Except(old)), LoaderEntryFile.Parse(path, after).Options);
            Assert.Equal(after, KernelLineText.EditEntry(after, Words, ImmutableDictionary<string, string?>.Empty));
            Assert.Equal(before, KernelLineText.TakeOut(after, [.. Words.Except(old)], ImmutableDictionary<string, string?>.Empty));
        });

    [Fact]
    public void Every_kernel_line_in_a_file_of_its_own_gets_the_words_and_nothing_else() => Assert.All(
        Files("cmdline", "/kernel/"),
        path =>
        {
            var before = Encoding.UTF8.GetString(File.ReadAllBytes(path));
            var after = KernelLineText.EditFile(before, Words, ImmutableDictionary<string, string?>.Empty)!;
            Assert.Equal(KernelLineText.WordsOf(before).Concat(Words.Except(KernelLineText.WordsOf(before))), KernelLineText.WordsOf(after));
            Assert.StartsWith(before.TrimEnd(), after, StringComparison.Ordinal);
        });

    [Fact]
    public void The_first_line_of_a_kernel_line_s_file_gets_the_words_where_only_that_is_read() => Assert.All(
        Files("cmdline", "/kernel/"),
        path =>
        {
            var before = Encoding.UTF8.GetString(File.ReadAllBytes(path));
            var after = KernelLineText.EditFirstLine(before, Words, ImmutableDictionary<string, string?>.Empty)!;
            Assert.Equal(KernelLineText.FirstLineOf(before).Concat(Words.Except(KernelLineText.FirstLineOf(before))), KernelLineText.FirstLineOf(after));
            Assert.Equal(before.Split('\n').Skip(1), after.Split('\n').Skip(1));
        });

    /// <summary>The packaged samples have a comma too many, which kernelstub's own reader refuses as well, and no part of the user's, which kernelstub makes of the other at its first run.</summary>
    [Fact]
    public void Kernelstubs_samples_are_refused_as_they_are_and_edited_once_they_are_what_kernelstub_reads() => Assert.All(
        Files("kernelstub*", "/data/config/"),
        path =>
        {
            var packaged = Encoding.UTF8.GetString(File.ReadAllBytes(path));
            Assert.Null(KernelstubConfiguration.WordsOf(packaged));
            var before = packaged.Replace("},\n}", "}\n}", StringComparison.Ordinal).Replace("default", "user", StringComparison.Ordinal);
            var after = KernelstubConfiguration.Edit(before, Words, ImmutableDictionary<string, string?>.Empty)!;
            Assert.Equal(KernelstubConfiguration.WordsOf(before)!.Value.AddRange(Words), KernelstubConfiguration.WordsOf(after)!.Value);
            Assert.Equal(before, KernelstubConfiguration.TakeOut(after, Words, ImmutableDictionary<string, string?>.Empty));
        });

    [Fact]
    public void Every_entry_of_limine_that_starts_linux_gives_its_kernel_and_its_words() => Assert.All(
        Files("limine.conf", ""),
        path =>
        {
            var lines = File.ReadAllLines(path).Select(line => line.Trim()).ToList();
            var entries = LimineConfiguration.Parse(path, string.Join('\n', lines));
            Assert.Equal(lines.Count(line => line is "protocol: linux"), entries.Length);
            Assert.All(entries, entry => Assert.StartsWith("/", entry.KernelPath, StringComparison.Ordinal));
            Assert.All(entries, entry => Assert.Contains(lines, line => line.EndsWith("cmdline: " + string.Join(' ', entry.Parameters), StringComparison.Ordinal)));
        });

    [Fact]
    public void Every_line_of_refinds_file_beside_the_kernel_is_a_title_and_a_kernel_line() => Assert.All(
        Files("refind_linux.conf", ""),
        path =>
        {
            var lines = File.ReadAllLines(path);
            var entries = RefindLinuxConfiguration.Parse(path, string.Join('\n', lines));
            Assert.Equal(lines.Select(line => line.Split('"')[1]), entries.Select(entry => entry.Title));
            Assert.Equal(lines.Select(line => line.Split('"')[3]), entries.Select(entry => string.Join(' ', entry.Parameters)));
        });

    private static List<string> Files(string pattern, string below)
    {
        var files = Directory.GetFiles(CorpusFolder.Require("user-configs"), pattern, SearchOption.AllDirectories)
            .Concat(Directory.GetFiles(CorpusFolder.Require("boot-config"), pattern, SearchOption.AllDirectories))
            .Where(path => path.Contains(below, StringComparison.Ordinal))
            .ToList();
        Assert.NotEmpty(files);
        return files;
    }

    private static string? Value(string[] lines, string key) =>
        lines.Select(line => line.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries)).Where(parts => parts.Length == 2 && parts[0] == key).Select(parts => parts[1].Trim()).LastOrDefault();

    private static string WithoutQuotes(string word) => word.Replace("\"", "", StringComparison.Ordinal);
}
