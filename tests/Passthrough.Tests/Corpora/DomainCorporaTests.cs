using System.Collections.Immutable;
using Passthrough.Failures;
using Passthrough.Guests.Editing;
using Passthrough.Processes;
using Passthrough.Tests.Guests.Editing;

namespace Passthrough.Tests.Corpora;

/// <summary>Domains that people and libvirt's own tests wrote.</summary>
public sealed class DomainCorporaTests
{
    private const string OfUsers = "user-domain-xml";
    private const string OfLibvirt = "libvirt/qemuxmlconfdata";

    // A comment in a comment, which XML does not have; its author's slip.
    private const string NestedComment = "DragoonAethis+VFIO/Windows8.1.xml";

    // libvirt's own test of a file that is cut off.
    private const string CutOff = "broken-xml-invalid.xml";

    public static TheoryData<string> Edits => [.. PersonEdit.All.Select(edit => edit.Name)];

    [Theory]
    [InlineData(OfUsers, NestedComment, 36)]
    [InlineData(OfLibvirt, CutOff, 435)]
    public void Every_domain_is_saved_as_it_was_loaded(string corpus, string broken, int count)
    {
        var files = FilesOf(corpus);
        Assert.Equal(count, files.Length);
        Assert.All(files.Where(file => !file.EndsWith(broken, StringComparison.Ordinal)), file =>
        {
            var bytes = File.ReadAllBytes(file);
            Assert.Equal(bytes, DomainText.Parse(file, bytes).ToBytes());
        });
    }

    [Theory]
    [InlineData(OfUsers, NestedComment, 55)]
    [InlineData(OfLibvirt, CutOff, 1)]
    public void A_broken_file_is_refused_with_its_line(string corpus, string broken, int line)
    {
        var file = Path.Combine(CorpusFolder.Require(corpus), broken);
        var exception = Assert.Throws<InvalidInputException>(() => DomainText.Parse("x.xml", File.ReadAllBytes(file)));
        Assert.StartsWith($"x.xml:{line}: ", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Edits))]
    public void An_edit_changes_only_its_own_nodes_and_means_what_was_asked(string name)
    {
        var edit = PersonEdit.All.Single(edit => edit.Name == name);
        Assert.All(DomainsOf(OfUsers).Concat(DomainsOf(OfLibvirt)), domain =>
        {
            var (after, isRefused) = Run(edit, domain);
            Assert.True(!isRefused || edit.MayRefuse(domain));
            edit.AssertNothingElseChanged(domain, after ?? domain);
            Assert.Equal(after?.Text, after is null ? null : edit.Run(after).Text);
            MeansIt(edit, after);
        });
    }

    [Fact]
    public async Task What_libvirt_takes_it_takes_after_each_edit()
    {
        const string schema = "/usr/share/libvirt/schemas/domain.rng";
        Assert.SkipUnless(File.Exists("/usr/bin/xmllint") && File.Exists(schema), "xmllint or libvirt's schemas are not installed: virt-xml-validate runs the one with the other");
        var folder = Directory.CreateTempSubdirectory("domains");
        var domains = DomainsOf(OfUsers).ToImmutableArray();
        for (var index = 0; index < domains.Length; index++)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, $"{index}-before.xml"), domains[index].ToBytes(), TestContext.Current.CancellationToken);
            foreach (var edit in PersonEdit.All)
            {
                var after = Run(edit, domains[index]).After ?? domains[index];
                await File.WriteAllBytesAsync(Path.Combine(folder.FullName, $"{index}-{edit.Name}.xml"), after.ToBytes(), TestContext.Current.CancellationToken);
            }
        }

        var result = await ToolRunner.RunAsync(
            new ToolCommand("/usr/bin/xmllint", ["--noout", "--relaxng", schema, .. Directory.GetFiles(folder.FullName)]), cancellation: TestContext.Current.CancellationToken);
        folder.Delete(recursive: true);
        var invalid = result.Error.Split('\n').Where(line => line.EndsWith(" fails to validate", StringComparison.Ordinal)).Select(line => Path.GetFileName(line.Split(' ')[0])).ToImmutableHashSet(StringComparer.Ordinal);
        var valid = Enumerable.Range(0, domains.Length).Where(index => !invalid.Contains($"{index}-before.xml")).ToList();
        Assert.InRange(valid.Count, 25, domains.Length);
        Assert.Empty(invalid.Intersect(valid.SelectMany(index => PersonEdit.All.Select(edit => $"{index}-{edit.Name}.xml"))));
    }

    private static void MeansIt(PersonEdit edit, DomainText? after)
    {
        if (after is not null)
        {
            edit.Means(after);
        }
    }

    private static (DomainText? After, bool IsRefused) Run(PersonEdit edit, DomainText domain)
    {
        try
        {
            return (edit.Run(domain), false);
        }
        catch (RefusedException)
        {
            return (null, true);
        }
    }

    private static IEnumerable<DomainText> DomainsOf(string corpus) => FilesOf(corpus)
        .Where(file => !file.EndsWith(NestedComment, StringComparison.Ordinal) && !file.EndsWith(CutOff, StringComparison.Ordinal))
        .Select(file => DomainText.Parse(file, File.ReadAllBytes(file)));

    private static ImmutableArray<string> FilesOf(string corpus) =>
        [.. Directory.GetFiles(CorpusFolder.Require(corpus), "*.xml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
